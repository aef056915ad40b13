"""What viewers can be warned of."""

from __future__ import annotations

from typing import Any, Final

from ._call import Call
from ._endpoint import Param, endpoint

_LOCALES: Final = (
    *("bg-BG", "cs-CZ", "da-DK", "de-DE", "el-GR", "en-GB", "en-US", "es-ES", "es-MX", "fi-FI", "fr-FR", "hu-HU"),
    *("it-IT", "ja-JP", "ko-KR", "nl-NL", "no-NO", "pl-PL", "pt-BR", "pt-BT", "pt-PT", "ro-RO", "ru-RU", "sk-SK"),
    *("sv-SE", "th-TH", "tr-TR", "vi-VN", "zh-CN", "zh-TW"),
)
_LABELS: Final = {
    "DebatedSocialIssuesAndPolitics": "Politics and Sensitive Social Issues",
    "DrugsIntoxication": "Drugs, Intoxication, or Excessive Tobacco Use",
    "Gambling": "Gambling",
    "MatureGame": "Mature-rated game",
    "ProfanityVulgarity": "Significant Profanity or Vulgarity",
    "SexualThemes": "Sexual Themes",
    "ViolentGraphic": "Violent and Graphic Depictions",
}


@endpoint("GET", "/content_classification_labels", query=(Param(name="locale", choices=_LOCALES),))
def get_content_classification_labels(_: Call) -> dict[str, Any]:
    """All labels; the fake speaks English alone."""
    return {
        "data": [{"id": id_, "name": name, "description": f"Streams with {name}."} for id_, name in _LABELS.items()]
    }
