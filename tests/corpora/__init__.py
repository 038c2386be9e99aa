"""Bad files, made by scripts: `python -m tests.corpora.sheets FOLDER` and `python -m tests.corpora.uploads FOLDER`."""
