using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Silo.Comparing;

/// <summary>Takes what run packages pay to whom.</summary>
internal static class StoredPay
{
    /// <summary>The pay of one run.</summary>
    public static RunPay Of(RunPackage run) => Of([run]);

    /// <summary>The pay of several runs added up; a seller's rank is that of the last of them.</summary>
    public static RunPay Of(IReadOnlyList<RunPackage> runs)
    {
        var (ids, number) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var (ladder, ranks) = (new List<string>(), new Dictionary<int, string>());
        var lines = new PayLines();
        foreach (var run in runs)
        {
            ladder = [.. LadderOf(run).Union(ladder, StringComparer.Ordinal)];
            var stored = run.ReadRanks();
            for (var seller = 0; seller < stored.Sellers.Count; seller++)
            {
                ranks[NumberOf(stored.Sellers[seller])] = stored.Names[stored.Rank[seller]];
            }

            var paid = run.ReadLines();
            lines.Add(paid.Lines, [.. Enumerable.Range(0, paid.Sellers.Count).Select(seller => NumberOf(paid.Sellers[seller]))]);
        }

        var ordinals = ladder.Index().ToDictionary(rank => rank.Item, rank => rank.Index + 1L, StringComparer.Ordinal);
        var rank = Enumerable.Range(0, ids.Count).Select(seller => ordinals.GetValueOrDefault(ranks.GetValueOrDefault(seller, "")));
        return new RunPay(new Ids(ids), lines.ToLines(), [.. rank], ladder);

        int NumberOf(string id)
        {
            if (!number.TryGetValue(id, out var known))
            {
                number[id] = known = ids.Count;
                ids.Add(id);
            }

            return known;
        }
    }

    private static IEnumerable<string> LadderOf(RunPackage run) =>
        PlanReader.Read(run.ReadPlanText(), run.Folder).Document?.Ranks?.Ladder.Select(rank => rank.Name) ?? [];
}
