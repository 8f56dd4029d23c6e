using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>Represents the audit log: each entry carries the hash of the one before, so a changed or missing entry breaks the chain.</summary>
public static class AuditLog
{
    /// <summary>Adds an entry to a transaction; it is saved with the transaction's other rows.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="sequence">The entry's place in the programme's order.</param>
    /// <param name="who">Who.</param>
    /// <param name="what">What was done, in a word or two.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="body">The details, as JSON.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task AddAsync(
        LedgerTransaction transaction, long sequence, string who, string what, string why, string body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var context = transaction.Context;
        var head = context.ChangeTracker.Entries<AuditRow>().Select(entry => entry.Entity).MaxBy(row => row.Entry)
            ?? await context.Rows<AuditRow>().Where(row => row.Programme == transaction.Programme)
                .OrderByDescending(row => row.Entry).FirstOrDefaultAsync(cancellation);
        context.Add(Chained(new AuditRow
        {
            Programme = transaction.Programme,
            Entry = 1 + (head?.Entry ?? 0),
            Sequence = sequence,
            At = transaction.Recorded,
            Who = who,
            What = what,
            Why = why,
            Body = body,
            Previous = head?.Hash,
        }));
    }

    /// <summary>Looks through a programme's log.</summary>
    /// <returns>The first entry whose hash, or whose link to the entry before, is wrong; null if there is none.</returns>
    public static async Task<long?> FindBreakAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        byte[]? previous = null;
        var next = 1L;
        await foreach (var row in context.Rows<AuditRow>().Where(row => row.Programme == programme)
            .OrderBy(row => row.Entry).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (row.Entry != next || !Same(row.Previous, previous) || !Same(row.Hash, HashOf(row)))
            {
                return next;
            }

            (previous, next) = (row.Hash, next + 1);
        }

        return null;
    }

    private static bool Same(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

    private static AuditRow Chained(AuditRow row)
    {
        row.Hash = HashOf(row);
        return row;
    }

    /// <summary>The SHA-256 of the numbers (8 bytes each, big end first), the texts in UTF-8 and the hash before, each with its length first.</summary>
    private static byte[] HashOf(AuditRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var number in (ReadOnlySpan<long>)[row.Programme, row.Entry, row.Sequence, row.At])
        {
            Number(hash, number);
        }

        foreach (var text in (ReadOnlySpan<string>)[row.Who, row.What, row.Why, row.Body])
        {
            Bytes(hash, Encoding.UTF8.GetBytes(text));
        }

        Bytes(hash, row.Previous ?? []);
        return hash.GetHashAndReset();
    }

    private static void Number(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Bytes(IncrementalHash hash, byte[] bytes)
    {
        Number(hash, bytes.Length);
        hash.AppendData(bytes);
    }
}
