using System.Threading.RateLimiting;
using Compensation.Api.Shared.Errors;
using NodaTime;

namespace Compensation.Api.Shared.Access;

/// <summary>Lets each key, and each person, make so many calls a second and no more: a bucket each that fills up steadily.</summary>
public sealed class CallLimits : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);
    private static readonly Duration Usual = Duration.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<string> limiter;

    /// <summary>Makes the limits.</summary>
    public CallLimits(ApiOptions options) => limiter = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(
        caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.CallsAtOnce,
            TokensPerPeriod = Math.Max(1, options.CallsPerSecond / 10),
            ReplenishmentPeriod = options.CallsPerSecond >= 10 ? Often : TimeSpan.FromSeconds(1.0 / options.CallsPerSecond),
            QueueLimit = 0,
        }));

    /// <summary>Counts a call.</summary>
    /// <exception cref="CallException">It is one too many.</exception>
    public void Count(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        using var lease = limiter.AttemptAcquire(caller.LimitedBy);
        if (!lease.IsAcquired)
        {
            throw CallErrors.TooMany(caller.LimitedBy, lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? Duration.FromTimeSpan(pause) : Usual);
        }
    }

    /// <summary>Frees the buckets.</summary>
    public void Dispose() => limiter.Dispose();
}
