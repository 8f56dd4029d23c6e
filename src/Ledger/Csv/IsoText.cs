namespace Compensation.Ledger.Csv;

/// <summary>Reads ISO 8601 dates and instants as UTF-8.</summary>
internal static class IsoText
{
    /// <summary>The first year that files may name.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last year that files may name.</summary>
    public const int LastYear = 2199;

    private const int DateLength = 10;
    private const int MillisecondsPerDay = 86_400_000;

    /// <summary>Reads <c>2026-01-31</c> as days since 1970-01-01.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..], out var day)
            || year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        // Days from the civil calendar, counted in eras of 400 years that begin in March.
        var shifted = month > 2 ? year : year - 1;
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        days = (shifted * 365) + (shifted / 4) - (shifted / 100) + (shifted / 400) + dayOfYear - 719_468;
        return true;
    }

    /// <summary>Reads <c>2026-01-31T12:34:56.789+01:00</c> or <c>…Z</c> as milliseconds since 1970-01-01T00:00Z.</summary>
    /// <remarks>Seconds and their fraction may be missing; what is finer than a millisecond is cut off. A space may stand
    /// for the T.</remarks>
    public static bool TryInstant(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < DateLength + 7 || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !TryDate(text[..DateLength], out var days)
            || !TryClock(text[11..16], out var minutes))
        {
            return false;
        }

        var rest = text[16..];
        if (!TrySeconds(ref rest, out var inMinute) || !TryOffset(rest, out var offset))
        {
            return false;
        }

        milliseconds = ((long)days * MillisecondsPerDay) + ((minutes - offset) * 60_000L) + inMinute;
        return true;
    }

    private static bool TrySeconds(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest.Length < 3 || rest[0] != ':')
        {
            return rest.Length > 0 && rest[0] != ':';
        }

        if (!TryDigits(rest[1..3], out var seconds) || seconds > 59)
        {
            return false;
        }

        milliseconds = seconds * 1_000;
        rest = rest[3..];
        if (rest.Length == 0 || rest[0] != '.')
        {
            return true;
        }

        var weight = 100;
        var i = 1;
        for (; i < rest.Length && rest[i] is >= (byte)'0' and <= (byte)'9'; i++, weight /= 10)
        {
            milliseconds += (rest[i] - '0') * weight;
        }

        rest = rest[i..];
        return i > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || !TryClock(text[1..], out var size) || size > 18 * 60)
        {
            return false;
        }

        minutes = text[0] == '-' ? -size : size;
        return true;
    }

    private static bool TryClock(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text[2] != ':' || !TryDigits(text[..2], out var hour) || !TryDigits(text[3..], out var minute) || hour > 23
            || minute > 59)
        {
            return false;
        }

        minutes = (hour * 60) + minute;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (b - '0');
        }

        return true;
    }
}
