using Compensation.Ledger.Store;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Compensation.Api.Health;

/// <summary>Tells whether this process takes calls: it has started, it does not stop, and its ledger answers. A process that is not ready may well be
/// alive.</summary>
/// <param name="lifetime">The host's life.</param>
/// <param name="database">The ledger.</param>
public sealed class Readiness(IHostApplicationLifetime lifetime, LedgerDatabase database)
{
    private static readonly Duration Patience = Duration.FromSeconds(2);

    /// <summary>Whether it takes calls now.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience.ToTimeSpan());
        try
        {
            return await database.AnswersAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
