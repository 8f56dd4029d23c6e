using Compensation.Ledger.Periods;
using Compensation.Rules.Closing;

namespace Compensation.Api.Finance;

/// <summary>Adds up what sellers earn under two plans.</summary>
internal sealed class SimulatedEarnings
{
    private readonly Dictionary<int, (long Before, long After)> earnings = [];

    /// <summary>Who has anything under either plan, and what.</summary>
    public IEnumerable<TwoEarnings> All => earnings.Select(seller => new TwoEarnings(seller.Key, seller.Value.Before, seller.Value.After));

    /// <summary>What each seller earns by a result, by the seller's number in the programme.</summary>
    public static Dictionary<int, long> Of(Result result)
    {
        var (lines, earned) = (result.Lines, new Dictionary<int, long>());
        for (var line = 0; line < lines.Count; line++)
        {
            var seller = result.SnapshotRow[lines.Payee[line]];
            earned[seller] = earned.GetValueOrDefault(seller) + lines.Amount[line];
        }

        return earned;
    }

    /// <summary>Adds a period.</summary>
    public void Add(IReadOnlyDictionary<int, long> before, IReadOnlyDictionary<int, long> after)
    {
        foreach (var seller in before.Keys.Union(after.Keys))
        {
            var (known, changed) = earnings.GetValueOrDefault(seller);
            earnings[seller] = (known + before.GetValueOrDefault(seller), changed + after.GetValueOrDefault(seller));
        }
    }
}
