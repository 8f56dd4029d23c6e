using System.Globalization;

namespace Grpc.AspNetCore.Server;

/// <summary>How long a caller waits, as <c>grpc-timeout</c> says it: up to eight digits and a unit.</summary>
internal static class CallTimeout
{
    private const int MostDigits = 8;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, null, out var count))
        {
            return false;
        }

        // A tick is 100 ns; a part of one is still to be waited for.
        var ticks = text[^1] switch
        {
            'n' => (count + 99L) / 100,
            'u' => count * TimeSpan.TicksPerMicrosecond,
            'm' => count * TimeSpan.TicksPerMillisecond,
            'S' => count * TimeSpan.TicksPerSecond,
            'M' => count * TimeSpan.TicksPerMinute,
            'H' => count * TimeSpan.TicksPerHour,
            _ => -1,
        };
        timeout = new TimeSpan(ticks);
        return ticks >= 0;
    }
}
