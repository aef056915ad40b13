"""What all tests share."""

import hypothesis

# A shared machine is no stopwatch.
hypothesis.settings.register_profile("twitchtrio", deadline=None)
hypothesis.settings.load_profile("twitchtrio")
