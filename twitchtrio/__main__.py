"""`python -m twitchtrio` is `twitchtrio`."""

import sys

from .cli import main

sys.exit(main())
