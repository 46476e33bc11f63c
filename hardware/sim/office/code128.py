"""Code 128 as bars, code set B only (ISO/IEC 15417). Pure; written here, so that nobody reads what he wrote himself."""

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214"
)
"""Bar, gap, bar, gap, bar, gap of each value up to 104, in modules; 104 begins code set B."""
_BEGIN, _END = 104, "2331112"


def modules(text: str) -> tuple[bool, ...]:
    """The bars of ``text`` from the left, True is black, without white at the ends.

    Raises ValueError for what code set B does not have: anything but printable ASCII.
    """
    if not text or not all(" " <= sign <= "~" for sign in text):
        raise ValueError("code set B holds printable ASCII")
    values = [_BEGIN, *(ord(sign) - ord(" ") for sign in text)]
    check = (_BEGIN + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103
    widths = "".join(_WIDTHS[7 * value :][:6] for value in (*values, check)) + _END
    return tuple(index % 2 == 0 for index, width in enumerate(widths) for _ in range(int(width)))
