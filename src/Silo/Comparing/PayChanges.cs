namespace Compensation.Silo.Comparing;

/// <summary>An amount before and after.</summary>
/// <param name="Name">Of what: a bonus, or a seller's id.</param>
/// <param name="Before">Smallest units before.</param>
/// <param name="After">Smallest units after.</param>
public sealed record PayChange(string Name, long Before, long After)
{
    /// <summary>How much more it is after; negative for less.</summary>
    public long Difference => After - Before;
}

/// <summary>What changes for the sellers of one rank.</summary>
/// <param name="Rank">The rank that they have before (after, for those who are new); empty for none.</param>
/// <param name="Before">Smallest units before.</param>
/// <param name="After">Smallest units after.</param>
/// <param name="Sellers">How many they are.</param>
/// <param name="Gain">How many of them get more.</param>
/// <param name="Lose">How many of them get less.</param>
public sealed record RankChange(string Rank, long Before, long After, int Sellers, int Gain, int Lose);

/// <summary>Represents who gains and who loses from one run to another: in total, by bonus, by rank, by seller.</summary>
/// <param name="Total">All pay.</param>
/// <param name="Bonuses">By bonus, in the order of the run before, then those that are new.</param>
/// <param name="Ranks">By rank from the lowest, those without one first; ranks that nobody has are left out.</param>
/// <param name="Sellers">The sellers whose pay changes, the largest loss first, the largest gain last; equal ones by id.</param>
public sealed record PayChanges(
    PayChange Total, IReadOnlyList<PayChange> Bonuses, IReadOnlyList<RankChange> Ranks, IReadOnlyList<PayChange> Sellers)
{
    /// <summary>Compares two runs. Sellers, bonuses and ranks are the same if they are called the same.</summary>
    /// <param name="before">The run before.</param>
    /// <param name="after">The run after, with amounts in the same units.</param>
    public static PayChanges Between(RunPay before, RunPay after)
    {
        var bonuses = Merge(before.Lines.BonusNames, before.Paid(), after.Lines.BonusNames, after.Paid());
        var sellers = Join(before, after);
        var ladder = before.Ladder.Union(after.Ladder).Prepend("").Index().ToDictionary(rank => rank.Item, rank => rank.Index);
        var ranks = sellers.GroupBy(seller => seller.Rank, seller => seller.Change)
            .OrderBy(rank => ladder[rank.Key])
            .Select(rank => new RankChange(
                rank.Key,
                rank.Sum(change => change.Before),
                rank.Sum(change => change.After),
                rank.Count(),
                rank.Count(change => change.Difference > 0),
                rank.Count(change => change.Difference < 0)));
        var changed = sellers.Select(seller => seller.Change).Where(change => change.Difference != 0)
            .OrderBy(change => change.Difference).ThenBy(change => change.Name, StringComparer.Ordinal);
        var total = new PayChange("", bonuses.Sum(bonus => bonus.Before), bonuses.Sum(bonus => bonus.After));
        return new PayChanges(total, bonuses, [.. ranks], [.. changed]);
    }

    private static List<PayChange> Merge(
        IReadOnlyList<string> namesBefore, long[] before, IReadOnlyList<string> namesAfter, long[] after)
    {
        var now = namesAfter.Zip(after).ToDictionary(bonus => bonus.First, bonus => bonus.Second, StringComparer.Ordinal);
        var known = namesBefore.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. namesBefore.Zip(before, (name, paid) => new PayChange(name, paid, now.GetValueOrDefault(name))),
            .. namesAfter.Where(name => !known.Contains(name)).Select(name => new PayChange(name, 0, now[name])),
        ];
    }

    private static List<(string Rank, PayChange Change)> Join(RunPay before, RunPay after)
    {
        var (then, now) = (before.Earnings(), after.Earnings());
        var newOnes = Enumerable.Range(0, after.Sellers.Count)
            .ToDictionary(seller => after.Sellers[seller], StringComparer.Ordinal);
        var joined = new List<(string Rank, PayChange Change)>(after.Sellers.Count);
        for (var seller = 0; seller < before.Sellers.Count; seller++)
        {
            var id = before.Sellers[seller];
            var paid = newOnes.Remove(id, out var same) ? now[same] : 0;
            joined.Add((before.RankOf(seller), new PayChange(id, then[seller], paid)));
        }

        joined.AddRange(newOnes.Select(one => (after.RankOf(one.Value), new PayChange(one.Key, 0, now[one.Value]))));
        return joined;
    }
}
