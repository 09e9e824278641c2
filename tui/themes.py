"""The looks of the chat: light, dark, and one of few and strong colours."""

from typing import Final

from textual.theme import Theme

from tui.preferences import Look

LIGHT: Final = Theme(
    name="belagg-light",
    dark=False,
    primary="#00558c",
    secondary="#5b4b8a",
    accent="#00558c",
    warning="#8a5300",
    error="#a1122b",
    success="#1f6b3a",
    foreground="#1c2126",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e4e1d8",
)
DARK: Final = Theme(
    name="belagg-dark",
    dark=True,
    primary="#7cb7e8",
    secondary="#b8a7e0",
    accent="#8cc4f0",
    warning="#e8b45a",
    error="#f08a8a",
    success="#8fcf9f",
    foreground="#e4e6e8",
    background="#14181c",
    surface="#1b2127",
    panel="#262e36",
)
CONTRAST: Final = Theme(
    name="belagg-contrast",
    dark=True,
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={
        "foreground-muted": "#ffffff",
        "text-muted": "#ffffff",
        "border": "#ffffff",
        "border-blurred": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-background": "#ffff00",
        "primary-muted": "#000080",
        "warning-muted": "#7a5c00",
        "footer-key-foreground": "#ffff00",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)
THEMES: Final[dict[Look, Theme]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
