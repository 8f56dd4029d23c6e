using Compensation.Ledger.Telemetry;

namespace Compensation.Ledger.Store;

/// <summary>Represents how fast long work goes beside orders: at full speed, and while orders queue, for a share of the time only.</summary>
/// <remarks>Long work comes in portions. It rests after each, as many times as long as the portion took as the share says, and not while it has a transaction
/// open: rows that are replaced meanwhile could not be forgotten by the database, and whoever reads them would pass more and more.</remarks>
public sealed class Pace
{
    /// <summary>For which part of the time a close works while orders queue, unless somebody says otherwise.</summary>
    public const double UsualShare = 0.25;

    /// <summary>After so long a resting one looks whether orders queue no longer.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly OrderQueue orders;
    private readonly double share;

    /// <summary>The pace of long work on a ledger.</summary>
    /// <param name="database">The ledger, whose writer in this program tells whether orders queue.</param>
    /// <param name="share">For which part of the time to work while they do: more than 0, and 1 for all the time.</param>
    public Pace(LedgerDatabase database, double share = UsualShare)
        : this((database ?? throw new ArgumentNullException(nameof(database))).Orders, share)
    {
    }

    internal Pace(OrderQueue orders, double share)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Give a share of more than 0 and up to 1.");
        }

        this.orders = orders;
        this.share = share;
    }

    /// <summary>Full speed, whatever queues.</summary>
    public static Pace Full { get; } = new(new OrderQueue(), 1);

    /// <summary>Whether a portion should be small and end soon.</summary>
    internal bool GivesWay => share < 1 && orders.IsLong;

    /// <summary>When a portion begins, for <see cref="RestAsync"/>.</summary>
    internal long Now => orders.Time.GetTimestamp();

    /// <summary>Rests after a portion while orders queue; where they do not, or no longer, the next portion begins at once.</summary>
    /// <param name="began">When the portion began.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>When the next portion begins.</returns>
    internal async ValueTask<long> RestAsync(long began, CancellationToken cancellation)
    {
        var (time, ended) = (orders.Time, Now);
        var rest = time.GetElapsedTime(began, ended) * ((1 - share) / share);
        var now = ended;
        while (GivesWay && rest - time.GetElapsedTime(ended, now) is { Ticks: > 0 } left)
        {
            await Task.Delay(left < BetweenLooks ? left : BetweenLooks, time, cancellation).ConfigureAwait(false);
            now = Now;
        }

        LedgerTelemetry.Rested(time.GetElapsedTime(ended, now));
        return now;
    }
}
