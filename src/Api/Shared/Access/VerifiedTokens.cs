using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Compensation.Api.Shared.Access;

/// <summary>Verifies tokens, and remembers for a moment which ones were good, so that a caller's signature is not computed anew for each of hundreds of calls a
/// second.</summary>
/// <remarks>Only what a token says is remembered: the roles that a programme gives and takes are asked for with each call. A token that has expired is refused
/// at once; one whose issuer has withdrawn its key, some seconds later than without this.</remarks>
/// <param name="clock">Tells when a token has expired.</param>
public sealed class VerifiedTokens(IClock clock)
{
    private const int MostKnown = 1_000;

    private static readonly Duration KnownFor = Duration.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Known> known = new();

    /// <summary>Who calls, by the token of a request; null where it is not good.</summary>
    /// <param name="http">The request.</param>
    /// <param name="authorization">Its metadata <c>authorization</c>.</param>
    public async ValueTask<ClaimsPrincipal?> ReadAsync(HttpContext http, string authorization)
    {
        ArgumentNullException.ThrowIfNull(http);
        var now = clock.GetCurrentInstant();
        if (known.TryGetValue(authorization, out var found) && now >= found.From && now < found.To)
        {
            return found.Principal;
        }

        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result is not { Principal: { } principal, Properties.ExpiresUtc: { } expires })
        {
            return result.Principal;
        }

        if (known.Count >= MostKnown)
        {
            known.Clear();
        }

        known[authorization] = new Known(principal, now, Instant.Min(now + KnownFor, Instant.FromDateTimeOffset(expires) + TokenChecks.ClocksDiffer));
        return principal;
    }

    private sealed record Known(ClaimsPrincipal Principal, Instant From, Instant To);
}
