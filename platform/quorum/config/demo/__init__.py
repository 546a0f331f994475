"""The demonstration: a project with drawn images that anybody may play with."""
