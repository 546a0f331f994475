"""What can be wrong with jobs and tables."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, OurFault, UserFault


class JobHasEnded(Conflict):
    """A job that is done, failed or cancelled cannot be cancelled."""

    code = "job_has_ended"


class JobNotEnded(Conflict):
    """Only a job that failed or was cancelled can be tried again."""

    code = "job_not_ended"


class JobUnknown(NotFound):
    """No such job in this project."""

    code = "job_unknown"


class WorkerLost(OurFault):
    """The worker of a job stopped before the end, as often as it may."""

    code = "worker_lost"


class NothingToLearn(UserFault):
    """No subject has an answer to learn from, or none to be judged on."""

    code = "nothing_to_learn"


class HoldoutInfluenced(UserFault):
    """All consensus that could judge a model rests on subjects that a model chose."""

    code = "holdout_influenced"


class NothingToMeasure(UserFault):
    """No subject waits for features."""

    code = "nothing_to_measure"


class FeaturesMissing(UserFault):
    """No features have been computed yet, or not all in the same way."""

    code = "features_missing"


class TargetsAreInputs(UserFault):
    """A network would learn to answer what it is given."""

    code = "targets_are_inputs"


class ModelNotReady(Conflict):
    """The model is not in a state in which this can be done."""

    code = "model_not_ready"


class ModelUnknown(NotFound):
    """The task has no such model."""

    code = "model_unknown"


class TaskUnknown(NotFound):
    """No such task in this project."""

    code = "task_unknown"


class ChoiceNotAsked(UserFault):
    """The task does not offer such a choice."""

    code = "unknown_choice"


class TableUnknown(NotFound):
    """No such training table in this project."""

    code = "training_table_unknown"


class ArtefactFileUnknown(NotFound):
    """A model has no such file."""

    code = "artefact_file_unknown"


class ModelsNotComparable(UserFault):
    """Two models have no answers to the same subjects."""

    code = "models_not_comparable"


class PredictionsReadVotes(UserFault):
    """Predictions of a model that read the votes cannot be joined with them: they would count twice."""

    code = "predictions_read_votes"


class TrainingTableLost(OurFault):
    """The files of the training table that a model learnt from are gone."""

    code = "training_table_lost"


class ArrangementRunning(Conflict):
    """The queue is being put in order already."""

    code = "arrangement_running"


class RecipeUnfit(UserFault):
    """A recipe is asked to do what it cannot: to read votes, or to do without."""

    code = "recipe_unfit"
