using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Compensation.Api.Shared.Errors;
using Compensation.Ledger.Store;
using Grpc.Core;

namespace Compensation.Api.Shared.Access;

/// <summary>Reads who calls from the metadata <c>authorization</c>: <c>Bearer</c> and a token of the configured issuer, or <c>Key</c> and a storefront's
/// secret.</summary>
/// <remarks>Claims: <c>sub</c> is who it is, <c>programme</c> the programme's name, <c>roles</c> one or more of storefront, finance, finance-approver, seller,
/// support, admin; <c>seller</c> the seller's id of a seller, <c>storefront</c> the name of a storefront. A person has the roles that the programme has given
/// them, too; a storefront's token has no others. Where token and programme both name a seller, the token's holds.</remarks>
/// <param name="database">The ledger, which knows programmes.</param>
/// <param name="tokens">Verifies tokens.</param>
/// <param name="keys">The keys of storefronts.</param>
/// <param name="granted">The roles that persons were given.</param>
public sealed class Callers(LedgerDatabase database, VerifiedTokens tokens, StorefrontKeys keys, GrantedRoles granted)
{
    /// <summary>How long the name of a caller may be.</summary>
    internal const int LongestName = 100;

    private const string Key = "Key ";

    private static readonly Dictionary<string, CallerRoles> Words = new()
    {
        ["storefront"] = CallerRoles.Storefront,
        ["finance"] = CallerRoles.Finance,
        ["finance-approver"] = CallerRoles.FinanceApprover,
        ["seller"] = CallerRoles.Seller,
        ["support"] = CallerRoles.Support,
        ["admin"] = CallerRoles.Admin,
    };

    private readonly ConcurrentDictionary<string, int> programmes = new();

    /// <summary>What tokens say, read once for as long as a verified one is remembered.</summary>
    private readonly ConditionalWeakTable<ClaimsPrincipal, Caller> said = [];

    /// <summary>Who calls.</summary>
    /// <exception cref="CallException">Nobody that we know: the token is missing, expired, forged, or names what there is not.</exception>
    public async ValueTask<Caller> ReadAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var authorization = http.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Key, StringComparison.OrdinalIgnoreCase))
        {
            return await keys.FindAsync(authorization[Key.Length..].Trim(), context.CancellationToken)
                ?? throw CallErrors.Unauthenticated("The key is not known, expired or revoked.");
        }

        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            throw CallErrors.Unauthenticated("Send the metadata 'authorization' with 'Bearer' and a token, or with 'Key' and a storefront's secret.");
        }

        return await tokens.ReadAsync(http, authorization) is { } principal
            ? await OfAsync(principal, context.CancellationToken)
            : throw CallErrors.Unauthenticated("The token is expired, or none of the configured issuer for this audience. Get a new one.");
    }

    private async ValueTask<Caller> OfAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (!said.TryGetValue(principal, out var caller))
        {
            caller = await ReadAsync(principal, cancellation);
            said.AddOrUpdate(principal, caller);
        }

        if (caller.OwnProgramme is not { } programme || caller.Roles == CallerRoles.Storefront)
        {
            return caller;
        }

        var given = await granted.OfAsync(programme, caller.LimitedBy, cancellation);
        return given == default ? caller : caller with { Roles = caller.Roles | given.Roles, Seller = caller.Seller ?? given.Seller };
    }

    private async ValueTask<Caller> ReadAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        var roles = principal.FindAll("roles").Aggregate(CallerRoles.None, (all, claim) => all | Words.GetValueOrDefault(claim.Value));
        var subject = principal.FindFirstValue("sub");
        var name = roles == CallerRoles.Storefront ? principal.FindFirstValue("storefront") : subject;
        if (string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(subject) || name.Length > LongestName)
        {
            throw CallErrors.Unauthenticated(
                $"The token does not say in 'sub' (and for a storefront in 'storefront'), in up to {LongestName} characters, who calls.");
        }

        return new Caller(name, roles)
        {
            OwnProgramme = principal.FindFirstValue("programme") is { } claim ? await ProgrammeAsync(claim, cancellation) : null,
            Seller = roles.HasFlag(CallerRoles.Seller) ? principal.FindFirstValue("seller") : null,
            LimitedBy = subject,
        };
    }

    private async ValueTask<int> ProgrammeAsync(string name, CancellationToken cancellation)
    {
        if (programmes.TryGetValue(name, out var known))
        {
            return known;
        }

        var found = await database.FindProgrammeAsync(name, cancellation)
            ?? throw CallErrors.Unauthenticated("The token names a programme that this ledger does not have.");
        return programmes[name] = found;
    }
}
