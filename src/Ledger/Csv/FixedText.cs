using System.Buffers.Text;
using Compensation.Rules.Numbers;

namespace Compensation.Ledger.Csv;

/// <summary>What can be wrong with a number in a file.</summary>
internal enum NumberFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not a number.</summary>
    NotANumber,

    /// <summary>It has more decimals than its column.</summary>
    TooManyDecimals,

    /// <summary>It does not fit 64 bits.</summary>
    TooLarge,
}

/// <summary>Reads and writes fixed-point numbers as UTF-8, as <see cref="Fixed"/> does for text; it never rounds.</summary>
internal static class FixedText
{
    /// <summary>The longest number that <see cref="Write"/> writes.</summary>
    public const int MostBytes = 24;

    /// <summary>Reads a number such as <c>-1234.50</c> into units of so many decimals.</summary>
    public static NumberFault Parse(ReadOnlySpan<byte> text, int decimals, out long units)
    {
        units = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var point = -1;
        var scale = 0;
        var fault = NumberFault.None;
        var digits = 0;
        for (var i = negative || (text.Length > 0 && text[0] == '+') ? 1 : 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if (digit is < 0 or > 9)
            {
                if (text[i] != '.' || point >= 0)
                {
                    return NumberFault.NotANumber;
                }

                point = i;
                continue;
            }

            digits++;
            if (point >= 0 && scale == decimals)
            {
                fault = digit == 0 ? fault : NumberFault.TooManyDecimals;
                continue;
            }

            scale += point >= 0 ? 1 : 0;
            fault = TryAppend(ref units, digit) ? fault : NumberFault.TooLarge;
        }

        if (digits == 0)
        {
            return NumberFault.NotANumber;
        }

        if (fault != NumberFault.None)
        {
            return fault;
        }

        var scaled = (Int128)units * Fixed.PowerOfTen(decimals - scale);
        if (scaled > long.MaxValue)
        {
            return NumberFault.TooLarge;
        }

        units = negative ? -(long)scaled : (long)scaled;
        return NumberFault.None;
    }

    /// <summary>Writes units as a number with exactly so many decimals.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> text, long units, int decimals)
    {
        var length = 0;
        if (units < 0)
        {
            text[length++] = (byte)'-';
        }

        var size = units < 0 ? (ulong)-(units + 1) + 1 : (ulong)units;
        var power = (ulong)Fixed.PowerOfTen(decimals);
        Utf8Formatter.TryFormat(size / power, text[length..], out var written);
        length += written;
        if (decimals == 0)
        {
            return length;
        }

        text[length] = (byte)'.';
        var part = size % power;
        for (var i = length + decimals; i > length; i--)
        {
            text[i] = (byte)('0' + (part % 10));
            part /= 10;
        }

        return length + decimals + 1;
    }

    private static bool TryAppend(ref long units, int digit)
    {
        if (units > (long.MaxValue - digit) / 10)
        {
            return false;
        }

        units = (units * 10) + digit;
        return true;
    }
}
