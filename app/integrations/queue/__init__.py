"""The queue of jobs: what is done after a change has committed, and what the clock asks for."""
