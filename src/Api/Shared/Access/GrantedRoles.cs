using System.Collections.Concurrent;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Values;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Api.Shared.Access;

/// <summary>Represents a role that a person was given.</summary>
/// <param name="Given">Its entry.</param>
/// <param name="Taken">The entry that took it; null where they have it still.</param>
public sealed record GrantedRole(RoleEventRow Given, RoleEventRow? Taken);

/// <summary>Keeps the roles that persons are given beside those of their tokens. What is taken is gone at once in this process, and within seconds in
/// others.</summary>
public sealed class GrantedRoles : IDisposable
{
    private const int MostKnown = 10_000;

    private static readonly Duration KnownFor = Duration.FromSeconds(5);

    private readonly LedgerDatabase database;
    private readonly IDisposable following;
    private readonly ConcurrentDictionary<(int Programme, string Subject), Known> known = new();
    private long changes;

    /// <summary>Follows the ledger, so that what is taken is known at once.</summary>
    public GrantedRoles(LedgerDatabase database, LedgerWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        this.database = database;
        following = writer.Feed.Follow(entries =>
        {
            foreach (var changed in entries.Rows?.OfType<RoleEventRow>() ?? [])
            {
                Interlocked.Increment(ref changes);
                known.TryRemove((changed.Programme, changed.Subject), out _);
            }
        });
    }

    /// <summary>What a person was given to be, and the id of the seller that they are.</summary>
    public async ValueTask<(CallerRoles Roles, string? Seller)> OfAsync(int programme, string subject, CancellationToken cancellation)
    {
        var now = database.Clock.GetCurrentInstant();
        if (known.TryGetValue((programme, subject), out var found) && now - found.At < KnownFor && now >= found.At)
        {
            return (found.Roles, found.Seller);
        }

        var before = Interlocked.Read(ref changes);
        await using var context = database.CreateContext();
        var held = (await ListAsync(context, programme, subject, cancellation)).Where(role => role.Taken is null).ToList();
        var seller = held.Find(role => role.Given.Role == PersonRole.Seller)?.Given.Seller;
        var id = seller is { } number ? (await context.SellerIdsAsync(programme, [number], cancellation))[number] : null;
        found = new Known(held.Aggregate(CallerRoles.None, (all, role) => all | RoleOf(role.Given.Role)), id, now);
        if (known.Count >= MostKnown)
        {
            known.Clear();
        }

        // What was read before a role was taken is not kept after it.
        if (before == Interlocked.Read(ref changes))
        {
            known[(programme, subject)] = found;
        }

        return (found.Roles, found.Seller);
    }

    /// <summary>Roles in the order in which they were given.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="subject">Whose; null for everybody's.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<GrantedRole>> ListAsync(
        LedgerContext context, int programme, string? subject, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var events = await context.Rows<RoleEventRow>().Where(row => row.Programme == programme && (subject == null || row.Subject == subject))
            .OrderBy(row => row.Event).ToListAsync(cancellation);
        var taken = events.Where(row => row.Kind == RoleEventKind.Revoked).ToLookup(row => (row.Subject, row.Role));
        return [.. events.Where(row => row.Kind == RoleEventKind.Granted)
            .Select(given => new GrantedRole(given, taken[(given.Subject, given.Role)].FirstOrDefault(row => row.Event > given.Event)))];
    }

    /// <summary>Gives a role, in a write that is recorded here.</summary>
    /// <param name="write">The write.</param>
    /// <param name="subject">The person.</param>
    /// <param name="role">The role.</param>
    /// <param name="seller">The number of the seller that they are, for the role of a seller.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="CallException">They have it already.</exception>
    public static async Task<GrantedRole> GrantAsync(ProgrammeWrite write, string subject, PersonRole role, int? seller, string reason)
    {
        ArgumentNullException.ThrowIfNull(write);
        return await HeldAsync(write, subject, role) is null
            ? new GrantedRole(await AddAsync(write, (subject, role, RoleEventKind.Granted, seller), reason), null)
            : throw CallErrors.AlreadyExists("role", $"{role} of {subject}");
    }

    /// <summary>Takes a role that was given, in a write that is recorded here.</summary>
    /// <inheritdoc cref="GrantAsync"/>
    /// <exception cref="CallException">They were not given it.</exception>
    public static async Task<GrantedRole> RevokeAsync(ProgrammeWrite write, string subject, PersonRole role, string reason)
    {
        ArgumentNullException.ThrowIfNull(write);
        var held = await HeldAsync(write, subject, role) ?? throw CallErrors.NotFound("role", $"{role} of {subject}");
        return held with { Taken = await AddAsync(write, (subject, role, RoleEventKind.Revoked, held.Given.Seller), reason) };
    }

    /// <summary>Stops following.</summary>
    public void Dispose() => following.Dispose();

    private static async Task<GrantedRole?> HeldAsync(ProgrammeWrite write, string subject, PersonRole role) =>
        (await ListAsync(write.Context, write.Programme, subject, default)).LastOrDefault(known => known.Given.Role == role && known.Taken is null);

    private static async Task<RoleEventRow> AddAsync(
        ProgrammeWrite write, (string Subject, PersonRole Role, RoleEventKind Kind, int? Seller) change, string reason)
    {
        var last = await write.Context.Rows<RoleEventRow>().Where(row => row.Programme == write.Programme).MaxAsync(row => (int?)row.Event) ?? 0;
        var what = change.Kind == RoleEventKind.Granted ? "role given" : "role taken";
        var sequence = await write.RecordAsync(what, reason, JsonBody.Of(("subject", change.Subject), ("role", $"{change.Role}")));
        var row = new RoleEventRow
        {
            Programme = write.Programme,
            Event = last + 1,
            Subject = change.Subject,
            Role = change.Role,
            Kind = change.Kind,
            Seller = change.Seller,
            Who = write.Caller.Name,
            Why = reason,
            At = write.Now.ToUnixTimeMilliseconds(),
            Sequence = sequence,
        };
        write.Context.Add(row);
        return row;
    }

    private static CallerRoles RoleOf(PersonRole role) => role switch
    {
        PersonRole.Finance => CallerRoles.Finance,
        PersonRole.FinanceApprover => CallerRoles.FinanceApprover,
        PersonRole.Seller => CallerRoles.Seller,
        PersonRole.Support => CallerRoles.Support,
        PersonRole.Admin => CallerRoles.Admin,
        _ => CallerRoles.None,
    };

    private sealed record Known(CallerRoles Roles, string? Seller, Instant At);
}
