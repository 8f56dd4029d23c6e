using System.Globalization;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>What names may not be, and what numbers may not be.</summary>
internal sealed partial class PlanCompiler
{
    /// <summary>Numbers of periods, days and levels beyond this are slips of the pen, and would leave the calendar.</summary>
    private const int MostOfAnything = 9999;

    /// <summary>Words that a formula reads as something else before it looks for names.</summary>
    private static readonly string[] FormulaWords = ["and", "or", "not", "is", "in", "at", "company", "earnings"];

    private void CheckDeclaredNames()
    {
        var declared = document.Volumes.Select(entry => (entry.Key, entry.Value.Place, Kind: "a volume"))
            .Concat(document.Measures.Select(entry => (entry.Key, entry.Value.Place, Kind: "a measure")))
            .Concat(document.Attributes.Sellers.Select(
                entry => (entry.Key, entry.Value.Place, Kind: "an attribute of sellers")))
            .ToList();
        var ofOrders = document.Volumes.Select(entry => (entry.Key, entry.Value.Place, Kind: "a volume"))
            .Concat(document.Attributes.Orders.Select(
                entry => (entry.Key, entry.Value.Place, Kind: "an attribute of orders")))
            .ToList();
        CheckDistinct(declared);
        CheckDistinct(ofOrders);
        var reserved = SellerWords.Concat(WalkWords).Concat(PeriodWords).Concat(FormulaWords).ToHashSet(StringComparer.Ordinal);
        CheckReserved(declared, reserved);
        CheckReserved([.. ofOrders.Where(name => name.Kind != "a volume")],
            OrderWords.Concat(PeriodWords).Concat(FormulaWords).Concat(["always", "never", "yes", "no"]).ToHashSet(StringComparer.Ordinal));
    }

    private void CheckDistinct(IReadOnlyList<(string Name, Place Place, string Kind)> declared)
    {
        foreach (var same in declared.GroupBy(name => Names.Normal(name.Name)).Where(group => group.Count() > 1))
        {
            var (first, last) = (same.First(), same.Last());
            Error("name-taken", last.Place, $"'{last.Name}' is {last.Kind}, and {first.Kind} has that name already.",
                "Give each its own name; upper and lower case count as the same.");
        }
    }

    private void CheckReserved(IReadOnlyList<(string Name, Place Place, string Kind)> declared, HashSet<string> reserved)
    {
        foreach (var (name, place, kind) in declared.Where(name => reserved.Contains(Names.Normal(name.Name))))
        {
            Error("name-taken", place, $"'{name}' is the name of {kind}, but formulas know it as a word of their own.",
                $"Use another name, such as 'own {Names.Normal(name)}'.");
        }
    }

    private void CheckTreeColumns()
    {
        foreach (var shared in recordedTrees.Where(tree => tree.LegColumn is not null)
            .GroupBy(tree => Names.Normal(tree.LegColumn!)).Where(group => group.Count() > 1))
        {
            var last = document.Trees[shared.Last().Name];
            Error("twice", last.At("leg column"),
                $"The trees '{shared.First().Name}' and '{shared.Last().Name}' read their legs from the same column "
                + $"'{shared.Key}'.",
                "Give one of them a 'leg column' of its own.");
        }
    }

    private void CheckNumbers()
    {
        var ranks = document.Ranks;
        CheckRange(ranks.DemotedAfter, 1, ranks.At("demoted after"), "demoted after");
        CheckRange(ranks.GracePeriods, 0, ranks.At("grace periods"), "grace periods");
        foreach (var tree in document.Trees.Values)
        {
            CheckRange(tree.PassUp ?? 1, 1, tree.At("pass up"), "pass up");
            if (tree.Placing is { } placing)
            {
                CheckRange(placing.Width, 1, placing.At("width"), "width");
                CheckRange(placing.Depth, 0, placing.At("depth"), "depth");
                CheckRange(placing.HoldingDays, 0, placing.At("holding days"), "holding days");
            }
        }

        foreach (var bonus in document.Bonuses)
        {
            CheckNumbers(bonus);
        }
    }

    private void CheckNumbers(BonusDocument bonus)
    {
        CheckNotNegative(bonus.Cap?.AtMost, "at most");
        switch (bonus)
        {
            case GrantDocument grant:
                CheckRange(grant.HeldFor, 1, grant.At("held for"), "held for");
                CheckNotNegative(grant.Rate, "rate");
                CheckGrant(grant);
                break;
            case WalkDocument walk:
                CheckRange(walk.Levels.SkipFirst, 0, walk.Levels.At("skip first"), "skip first");
                CheckNotNegative(walk.Rate, "rate");
                CheckNotNegative(walk.Depth, "depth");
                if (walk.Total is { } total && Rate.TryParse(total, out _))
                {
                    CheckShare(total, walk.At("total"));
                }

                if (walk.Generation is { NumberedFrom: not (0 or 1) } generation)
                {
                    Error("wrong-value", generation.At("numbered from"),
                        $"Generations cannot be numbered from {generation.NumberedFrom}.", "Write 0 or 1.");
                }

                break;
            case PairDocument pair:
                CheckRange(pair.CarryExpiresAfter, 0, pair.At("carry expires after"), "carry expires after");
                CheckNotNegative(pair.Percent, "percent");
                break;
        }
    }

    private void CheckGrant(GrantDocument grant)
    {
        if (grant.To == "owner" && document.Payout.Owner is null)
        {
            Error("missing-key", grant.At("to"),
                $"The bonus '{grant.Name}' pays owners, but the plan does not say who owns a position.",
                "Name the attribute with 'owner' under 'payout'.");
        }

        var to = Names.Normal(grant.To);
        if ((sellerAttributeNames.TryGetValue(to, out var seller) && sellerAttributes[seller].Kind != AttributeKind.Seller)
            || (grant.Per == SourcePer.Order && orderAttributeNames.TryGetValue(to, out var order)
                && orderAttributes[order].Kind != AttributeKind.Seller))
        {
            Error("wrong-value", grant.At("to"), $"The attribute '{grant.To}' is no seller.",
                "Give the attribute the type 'seller'.");
        }

        if (grant.Once != Once.EveryPeriod && grant.Per != SourcePer.Seller)
        {
            var what = grant.Per == SourcePer.Order ? "order" : "customer";
            Error("wrong-value", grant.At("once"), $"The bonus '{grant.Name}' is paid for each {what}, so it cannot be paid once for a seller.",
                "Leave out 'per', or 'once'.");
        }

        if (grant.Once == Once.EachRank && document.Ranks.Ladder.Count == 0)
        {
            Error("missing-key", grant.Place,
                $"The bonus '{grant.Name}' is paid once for each rank, but the plan has no ranks.",
                "Add 'ranks' with a 'ladder'.");
        }
    }

    private void CheckRange(int value, int least, Place place, string key)
    {
        if (value < least || value > MostOfAnything)
        {
            Error("wrong-value", place, string.Create(CultureInfo.InvariantCulture, $"'{key}' cannot be {value}."),
                string.Create(CultureInfo.InvariantCulture, $"Use {least} to {MostOfAnything}."));
        }
    }

    /// <summary>Rates and depths begin at zero; what should be taken away has words of its own.</summary>
    private void CheckNotNegative(Table? table, string key)
    {
        if (table?.Value is { } value && Rate.TryParse(value.Text, out var rate) && rate < Rate.Zero)
        {
            Error("wrong-value", value.Place, $"'{value.Text}' is negative, which '{key}' cannot be.", "Write zero or more.");
        }

        foreach (var part in (table?.Levels ?? []).Concat(table?.Rows.Select(row => row.Then) ?? []))
        {
            CheckNotNegative(part, key);
        }
    }

    /// <summary>Marginal brackets divide the base, so the key must be the base itself.</summary>
    private void CheckMarginal(CompiledTable? table, Expression? of, BonusDocument bonus)
    {
        if (table is ByKey { Brackets: Brackets.Marginal } rows && (of is null || !IsBase(rows.Key, of, bonus)))
        {
            Error("marginal", bonus.At("rate"),
                $"The marginal brackets of '{bonus.Name}' go by '{rows.Key.Text}', but divide '{of?.Text ?? "nothing"}'.",
                "Let 'by' be the base itself, or use whole brackets.");
        }
    }

    /// <summary>In a walk the base is the source's, so a key that means the ancestor is another quantity.</summary>
    private static bool IsBase(Expression key, Expression of, BonusDocument bonus) =>
        bonus is WalkDocument { Per: SourcePer.Seller }
        ? Likeness.Bare(key) is Elsewhere { Whose: Whose.Source } source && Likeness.Same(source.Of, of)
        : Likeness.Same(key, of);
}
