using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>Represents the requests that were answered: each takes effect once, in the transaction that remembers it.</summary>
public static class LedgerRequests
{
    /// <summary>A request that was answered before, or null.</summary>
    public static Task<RequestRow?> FindAsync(LedgerTransaction transaction, string scope, string request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Context.Rows<RequestRow>()
            .SingleOrDefaultAsync(row => row.Programme == transaction.Programme && row.Scope == scope && row.RequestId == request, cancellation);
    }

    /// <summary>Remembers a request and its answer; saved with the transaction's other rows.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="scope">Whose ids they are.</param>
    /// <param name="request">The request's id.</param>
    /// <param name="hash">The SHA-256 of its content, in hexadecimal.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="sequence">The entry's place in the programme's order.</param>
    public static void Add(LedgerTransaction transaction, string scope, string request, string hash, byte[] answer, long sequence)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Context.Add(new RequestRow
        {
            Programme = transaction.Programme,
            Scope = scope,
            RequestId = request,
            Hash = Convert.FromHexString(hash),
            Answer = answer,
            Sequence = sequence,
        });
    }
}
