"""What volunteers earn: points, levels, badges, credits, quests, leaderboards."""
