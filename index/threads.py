"""Which threads may compute: where a language model runs, the model's own."""

from threadpoolctl import threadpool_limits


def leave_cores_to_model() -> None:
    """Lets numpy multiply matrices on the caller's thread alone, from now on and in the whole process.

    Its helpers wait busily for a while after each product, and so take a core from the model that runs next: a question
    took half as long again.
    """
    threadpool_limits(limits=1, user_api="blas")
