"""`python -m app.cli`: the console script without its installation."""

import sys

from app.cli import main

sys.exit(main())
