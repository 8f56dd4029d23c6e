using Compensation.Ledger.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Compensation.Api.Health;

/// <summary>Tells whether this process takes calls: it has started, it does not stop, and its ledger answers. A process that is not ready may well be
/// alive.</summary>
/// <param name="lifetime">The host's life.</param>
/// <param name="database">The ledger.</param>
/// <param name="logger">Is told of a ledger that does not answer.</param>
public sealed partial class Readiness(IHostApplicationLifetime lifetime, LedgerDatabase database, ILogger<Readiness> logger) : IHealthCheck
{
    private static readonly Duration Patience = Duration.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The program starts or stops.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience.ToTimeSpan());
        try
        {
            return await database.AnswersAsync(patience.Token) ? HealthCheckResult.Healthy() : NoAnswer("The ledger does not answer.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer("The ledger does not answer in time.");
        }
    }

    private HealthCheckResult NoAnswer(string what)
    {
        LogNoAnswer(what);
        return HealthCheckResult.Unhealthy(what);
    }

    [LoggerMessage(1003, LogLevel.Error, "Not ready: {What}")]
    private partial void LogNoAnswer(string what);
}
