using Compensation.Api.Shared.Errors;
using Grpc.Core;

namespace Compensation.Api.Shared.Access;

/// <summary>Represents who calls: what their key or token says, which no request can change.</summary>
/// <param name="Name">Who it is, for the ledger: the token's subject, or the storefront's name.</param>
/// <param name="Roles">What they may be.</param>
public sealed record Caller(string Name, CallerRoles Roles)
{
    /// <summary>The programme's number; null for an admin of all programmes.</summary>
    public int? OwnProgramme { get; init; }

    /// <summary>The programme that the call is about.</summary>
    /// <exception cref="CallException">The token names none.</exception>
    public int Programme => OwnProgramme
        ?? throw CallErrors.Denied("NO_PROGRAMME", "The token names no programme. Use one whose claim 'programme' names the programme that the call is about.");

    /// <summary>The seller whom a token of the role seller names; else null.</summary>
    public string? Seller { get; init; }

    /// <summary>What rate limits go by: the key's id, or the token's subject.</summary>
    public required string LimitedBy { get; init; }

    /// <summary>Whether the caller has any of these roles.</summary>
    public bool Is(CallerRoles roles) => (Roles & roles) != CallerRoles.None;

    /// <summary>An idempotency key as it stands in the programme's ledger, where keys of different callers are different ones.</summary>
    public string RequestId(string idempotencyKey) => $"{Name}/{idempotencyKey}";

    /// <summary>The seller that a call is about whose answer is for that seller alone: the one that a seller's token names, or the one that others ask
    /// for.</summary>
    /// <param name="requested">The request's field <c>seller</c>.</param>
    /// <exception cref="CallException">A seller asks for another one, or somebody else for none.</exception>
    public string OwnSeller(string requested)
    {
        if (Is(CallerRoles.Support | CallerRoles.Finance | CallerRoles.FinanceApprover | CallerRoles.Admin) && requested.Length > 0)
        {
            return requested;
        }

        if (Seller is not null && (requested.Length == 0 || requested == Seller))
        {
            return Seller;
        }

        throw Seller is null
            ? CallErrors.Invalid("seller", requested, "The request names no seller.", "Name the seller that it is about.")
            : CallErrors.Denied("OTHER_SELLER", "A seller sees no other seller's figures. Leave the field 'seller' empty.");
    }
}

/// <summary>Where handlers find their caller.</summary>
public static class CallerContext
{
    private static readonly object Key = new();

    /// <summary>Who calls.</summary>
    public static Caller Caller(this ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (Caller)context.UserState[Key];
    }

    internal static void SetCaller(this ServerCallContext context, Caller caller) => context.UserState[Key] = caller;
}
