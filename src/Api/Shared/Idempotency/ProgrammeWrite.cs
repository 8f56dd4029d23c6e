using Compensation.Api.Shared.Access;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Api.Shared.Idempotency;

/// <summary>Represents one write to a programme: add rows to its context, and record it once.</summary>
/// <param name="transaction">The transaction, which holds the programme's head.</param>
/// <param name="caller">Who writes.</param>
public sealed class ProgrammeWrite(LedgerTransaction transaction, Caller caller)
{
    private long sequence;

    /// <summary>The transaction.</summary>
    public LedgerTransaction Transaction => transaction;

    /// <summary>The context to add rows to; they are saved with the write.</summary>
    public LedgerContext Context => transaction.Context;

    /// <summary>The programme.</summary>
    public int Programme => transaction.Programme;

    /// <summary>Who writes.</summary>
    public Caller Caller => caller;

    /// <summary>When, by the ledger's clock.</summary>
    public Instant Now => Instant.FromUnixTimeMilliseconds(transaction.Recorded);

    /// <summary>The write's place in the programme's order.</summary>
    /// <exception cref="InvalidOperationException">It was not recorded.</exception>
    public long Sequence => sequence > 0 ? sequence : throw new InvalidOperationException("A write was not recorded in the audit log.");

    /// <summary>The receipt of this write.</summary>
    public Receipt Receipt => new() { Sequence = Sequence };

    /// <summary>Takes the write's place in the programme's order and adds it to the audit log.</summary>
    /// <param name="what">What was done, in a word or two.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="body">The details, as JSON without secrets.</param>
    /// <returns>The sequence number, for the rows that belong to the write.</returns>
    public async Task<long> RecordAsync(string what, string why, string body)
    {
        sequence = transaction.Take(1);
        await AuditLog.AddAsync(transaction, sequence, caller.Name, what, why, body);
        return sequence;
    }
}
