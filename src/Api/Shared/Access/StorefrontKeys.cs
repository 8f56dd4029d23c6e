using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Values;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Api.Shared.Access;

/// <summary>Represents a storefront's key as it stands.</summary>
/// <param name="Id">The part of its secret before the dot: <c>ck_{programme}_{number}</c>.</param>
/// <param name="Storefront">The storefront's name.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Until when it is good; null without end.</param>
/// <param name="Revoked">When it was ended before that; null where it was not.</param>
/// <param name="Note">What it is for.</param>
public sealed record StorefrontKey(string Id, string Storefront, Instant Created, Instant? Expires, Instant? Revoked, string Note);

/// <summary>Keeps the keys of storefronts: as hashes, appended and ended, never changed. What a revocation ends is refused at once by this process, and
/// within seconds by others.</summary>
public sealed class StorefrontKeys : IDisposable
{
    private const string Prefix = "ck_";
    private const int SecretLength = 32;
    private const int MostKnown = 10_000;

    private static readonly Duration KnownFor = Duration.FromSeconds(5);

    private readonly LedgerDatabase database;
    private readonly IDisposable following;
    private readonly ConcurrentDictionary<(int Programme, int Key), Known> known = new();

    /// <summary>Follows the ledger, so that what is revoked is known at once.</summary>
    public StorefrontKeys(LedgerDatabase database, LedgerWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        this.database = database;
        following = writer.Feed.Follow(entries =>
        {
            foreach (var ended in entries.Rows?.OfType<StorefrontKeyEventRow>() ?? [])
            {
                known.TryRemove((ended.Programme, ended.Key), out _);
            }
        });
    }

    /// <summary>Makes a key, in a write that is recorded.</summary>
    /// <param name="write">The write.</param>
    /// <param name="storefront">The storefront's name, which there is.</param>
    /// <param name="expires">Until when it is good; null without end.</param>
    /// <param name="note">What it is for.</param>
    /// <returns>The key, and its secret: it is nowhere else.</returns>
    /// <exception cref="CallException">There is no such storefront.</exception>
    public static async Task<(StorefrontKey Key, string Secret)> CreateAsync(ProgrammeWrite write, string storefront, Instant? expires, string note)
    {
        ArgumentNullException.ThrowIfNull(write);
        var number = await write.Context.Rows<StorefrontRow>().Where(row => row.Programme == write.Programme && row.Name == storefront)
            .Select(row => (int?)row.Storefront).SingleOrDefaultAsync() ?? throw CallErrors.NotFound("storefront", storefront);
        var key = 1 + (await write.Context.Rows<StorefrontKeyRow>().Where(row => row.Programme == write.Programme).MaxAsync(row => (int?)row.Key) ?? 0);
        var id = IdOf(write.Programme, key);
        var secret = $"{id}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength))}";
        var sequence = await write.RecordAsync("key made", note, JsonBody.Of(("key", id), ("storefront", storefront)));
        write.Context.Add(new StorefrontKeyRow
        {
            Programme = write.Programme,
            Key = key,
            Storefront = number,
            Hash = HashOf(secret),
            Expires = expires?.ToUnixTimeMilliseconds(),
            Note = note,
            Who = write.Caller.Name,
            Recorded = write.Now.ToUnixTimeMilliseconds(),
            Sequence = sequence,
        });
        return (new StorefrontKey(id, storefront, write.Now, expires, null, note), secret);
    }

    /// <summary>Ends a key; saved with the write, which has recorded it.</summary>
    /// <param name="write">The write.</param>
    /// <param name="id">The key's id.</param>
    /// <param name="ends">From when it is not good any more.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="CallException">The programme has no such key.</exception>
    public static async Task<StorefrontKey> EndAsync(ProgrammeWrite write, string id, Instant ends, string reason)
    {
        ArgumentNullException.ThrowIfNull(write);
        var key = TryRead(id, out var programme, out var number) && programme == write.Programme
            ? (await ListAsync(write.Context, programme, number, default)).SingleOrDefault() : null;
        var events = await write.Context.Rows<StorefrontKeyEventRow>().CountAsync(row => row.Programme == write.Programme && row.Key == number);
        write.Context.Add(new StorefrontKeyEventRow
        {
            Programme = write.Programme,
            Key = key is null ? throw CallErrors.NotFound("key", id) : number,
            Event = events + 1,
            Ends = ends.ToUnixTimeMilliseconds(),
            Reason = reason,
            Who = write.Caller.Name,
            Recorded = write.Now.ToUnixTimeMilliseconds(),
            Sequence = write.Sequence,
        });
        return key with { Revoked = key.Revoked is { } before && before < ends ? before : ends };
    }

    /// <summary>The keys of a programme, in the order in which they were made.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="only">A key's number; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<StorefrontKey>> ListAsync(LedgerContext context, int programme, int? only, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = await context.Rows<StorefrontKeyRow>().Where(row => row.Programme == programme && (only == null || row.Key == only))
            .OrderBy(row => row.Key).ToListAsync(cancellation);
        var names = await context.Rows<StorefrontRow>().Where(row => row.Programme == programme)
            .ToDictionaryAsync(row => row.Storefront, row => row.Name, cancellation);
        var ends = await context.Rows<StorefrontKeyEventRow>().Where(row => row.Programme == programme && (only == null || row.Key == only))
            .GroupBy(row => row.Key).Select(events => new { events.Key, Ends = events.Min(row => row.Ends) })
            .ToDictionaryAsync(row => row.Key, row => row.Ends, cancellation);
        return [.. rows.Select(row => new StorefrontKey(IdOf(programme, row.Key), names[row.Storefront], Moment(row.Recorded),
            row.Expires is { } expires ? Moment(expires) : null, ends.TryGetValue(row.Key, out var end) ? Moment(end) : null, row.Note))];
    }

    /// <summary>The storefront whose secret this is; null where it is none, expired or revoked.</summary>
    public async ValueTask<Caller?> FindAsync(string secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var dot = secret.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !TryRead(secret[..dot], out var programme, out var number) || await KnowAsync(programme, number, cancellation) is not { } found)
        {
            return null;
        }

        var now = database.Clock.GetCurrentInstant();
        var isGood = CryptographicOperations.FixedTimeEquals(found.Hash, HashOf(secret)) && (found.Key.Expires is null || now < found.Key.Expires)
            && (found.Key.Revoked is null || now < found.Key.Revoked);
        return isGood ? new Caller(found.Key.Storefront, CallerRoles.Storefront) { OwnProgramme = programme, LimitedBy = found.Key.Id } : null;
    }

    /// <summary>Stops following.</summary>
    public void Dispose() => following.Dispose();

    private async ValueTask<Known?> KnowAsync(int programme, int number, CancellationToken cancellation)
    {
        var now = database.Clock.GetCurrentInstant();
        if (known.TryGetValue((programme, number), out var found) && now - found.At < KnownFor && now >= found.At)
        {
            return found;
        }

        await using var context = database.CreateContext();
        var hash = await context.Rows<StorefrontKeyRow>().Where(row => row.Programme == programme && row.Key == number).Select(row => row.Hash)
            .SingleOrDefaultAsync(cancellation);
        if (hash is null)
        {
            return null;
        }

        if (known.Count >= MostKnown)
        {
            known.Clear();
        }

        var key = (await ListAsync(context, programme, number, cancellation)).Single();
        return known[(programme, number)] = new Known(hash, key, now);
    }

    private static string IdOf(int programme, int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{programme}_{number}");

    private static bool TryRead(string id, out int programme, out int number)
    {
        number = programme = 0;
        var parts = id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..].Split('_') : [];
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out programme)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number) && IdOf(programme, number) == id;
    }

    // The secret is 32 random bytes: there is nothing to guess, so a slow hash would only cost time.
    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);

    private sealed record Known(byte[] Hash, StorefrontKey Key, Instant At);
}
