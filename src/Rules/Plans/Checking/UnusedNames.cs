using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Volumes, attributes and measures that nothing in the plan uses: forgotten, or a slip in what should use
/// them.</summary>
internal static class UnusedNames
{
    public static IEnumerable<Finding> Find(Plan plan)
    {
        var document = plan.Document;
        var decided = new FormulaReach(plan).Parts(Deciding(plan));
        var read = decided.OfType<Column>()
            .Where(column => column.Key.Kind is ColumnKind.Measure or ColumnKind.PreviousMeasure)
            .Select(column => column.Key.Index).ToHashSet();

        // A measure that nobody uses is named itself; what only it reads is not named again.
        var parts = decided.Concat(plan.Measures.SelectMany(measure => measure.Reads).SelectMany(Parts)).ToList();
        var volumes = parts.OfType<Column>().Where(column => column.Key.Kind == ColumnKind.Volume)
            .Select(column => column.Key.Index)
            .Concat(parts.OfType<OrderColumn>().Where(column => column.IsVolume)
                .Select(column => column.Index))
            .Concat(parts.OfType<CustomerVolume>().Select(customer => customer.Volume)).ToHashSet();
        var sellers = parts.OfType<Column>().Where(column => column.Key.Kind == ColumnKind.Attribute)
            .Select(column => column.Key.Index)
            .Concat(ByIndex(plan)).ToHashSet();
        var orders = parts.OfType<OrderColumn>().Where(column => column.Field == OrderField.Attribute)
            .Select(column => column.Index)
            .Concat(plan.Bonuses.OfType<GrantRule>().Where(grant => grant.ToOrderAttribute)
                .Select(grant => grant.ToAttribute)).ToHashSet();
        var named = Named(plan);

        return plan.Volumes.Where(volume => !volumes.Contains(volume.Index) && !named.Contains(Names.Normal(volume.Name)))
            .Select(volume => Warning(volume.Document, "volume", volume.Name))
            .Concat(Attributes(plan.SellerAttributes, document.Attributes.Sellers, sellers, named))
            .Concat(Attributes(plan.OrderAttributes, document.Attributes.Orders, orders, named))
            .Concat(plan.Measures.Where(measure => measure.Named && !read.Contains(measure.Index))
                .Where(measure => !document.Measures[measure.Name].Has("title") && !named.Contains(Names.Normal(measure.Name)))
                .Select(measure => Warning(document.Measures[measure.Name], "measure", measure.Name)));
    }

    private static IEnumerable<Finding> Attributes(
        IReadOnlyList<AttributeDefinition> attributes, IDictionary<string, AttributeDocument> written,
        HashSet<int> used, HashSet<string> named) =>
        attributes.Where(attribute => !used.Contains(attribute.Index) && !named.Contains(Names.Normal(attribute.Name)))
            .Select(attribute => Warning(written[attribute.Name], "attribute", attribute.Name));

    private static Finding Warning(Document place, string kind, string name) => new(Severity.Warning, "unused", place.Place,
        $"Nothing uses the {kind} '{name}'.", kind == "measure"
            ? "Use it, leave it out, or give it a 'title' so that statements show it." : "Use it or leave it out.");

    /// <summary>Every formula that decides something.</summary>
    private static IEnumerable<Expression> Deciding(Plan plan) =>
        plan.Ladder.SelectMany(rank => rank.Needs.Concat(rank.Maintain ?? []))
        .Concat(plan.Bonuses.SelectMany(bonus => bonus.Reads))
        .Concat(plan.Caps.SelectMany(cap => cap.AtMost?.Expressions ?? []))
        .Concat(plan.FeesWhen.OfType<Expression>())
        .Concat(plan.Trees.SelectMany(
            tree => new[] { tree.Keep, tree.VolumeMovesTo, tree.LineOf, tree.LinePer }.OfType<Expression>()))
        .Concat(plan.VolumeRules.SelectMany(
            volume => new[] { volume.Formula, volume.Where }.OfType<Expression>().Concat(volume.Times?.Expressions ?? [])));

    private static IEnumerable<Expression> Parts(Expression expression) =>
        expression.Parts.SelectMany(Parts).Prepend(expression);

    /// <summary>Attributes that are used by their place: for ranks, owners and payees.</summary>
    private static IEnumerable<int> ByIndex(Plan plan) =>
        plan.Bonuses.OfType<GrantRule>().Where(grant => !grant.ToOrderAttribute).Select(grant => grant.ToAttribute)
        .Concat([plan.RankFloor, plan.RankCeiling, plan.RankGivenBy, plan.OwnerAttribute]);

    /// <summary>Names that are used as plain text.</summary>
    private static HashSet<string> Named(Plan plan)
    {
        var document = plan.Document;
        var texts = document.Refunds.DeductedFrom.Concat(
            document.Bonuses.SelectMany(bonus => bonus.Instalments).SelectMany(part => part.If))
            .Concat(document.Trees.Values.Select(tree => tree.Placing?.By).OfType<Formula>()).Select(formula => formula.Text)
            .Append(document.Payout.CurrencyBy ?? "")
            .Concat(document.Bonuses.OfType<CustomDocument>().SelectMany(custom => custom.Settings.Values))
            .Concat(plan.OrderWindows.Select(window => window switch
            {
                Window.DaysFrom days => days.Event,
                Window.MonthsFrom months => months.Event,
                _ => "",
            })).Select(Names.Normal).ToList();
        var names = document.Volumes.Keys.Concat(document.Measures.Keys).Concat(document.Attributes.Sellers.Keys)
            .Concat(document.Attributes.Orders.Keys);
        return [.. names.Select(Names.Normal)
            .Where(name => texts.Any(text => text.Contains(name, StringComparison.Ordinal)))];
    }
}
