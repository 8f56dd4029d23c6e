using System.Globalization;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Volumes;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Attributes, volumes and trees.</summary>
internal sealed partial class PlanCompiler
{
    private const int MostDecimals = 8;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly List<VolumeDefinition> volumes = [];
    private readonly List<VolumeRule> volumeRules = [];
    private readonly List<AttributeDefinition> sellerAttributes = [];
    private readonly List<AttributeDefinition> orderAttributes = [];
    private readonly List<RecordedTree> recordedTrees = [];
    private readonly List<TreeRule> trees = [];

    private void CompileRankNames()
    {
        RankDomain = new Domain("rank", [.. document.Ranks.Ladder.Select(rank => rank.Name)]);
        if (RankDomain.Values.Count > 0)
        {
            Domains.Add(RankDomain);
        }

        foreach (var twice in document.Ranks.Ladder.GroupBy(rank => Names.Normal(rank.Name)).Where(group => group.Count() > 1))
        {
            Error("twice", twice.Last().Place, $"The rank '{twice.Last().Name}' is declared twice.", "Give each rank its own name.");
        }
    }

    private void CompileAttributes()
    {
        foreach (var attribute in document.Attributes.Sellers.Values.Concat(document.Attributes.Orders.Values).Where(attribute => attribute.OneOf.Count > 0))
        {
            var domain = new Domain("a list", [.. attribute.OneOf]);
            if (!Domains.Any(known => known.Values.SequenceEqual(domain.Values)))
            {
                Domains.Add(domain);
            }
        }

        CompileAttributes(document.Attributes.Sellers, sellerAttributes, sellerAttributeNames);
        CompileAttributes(document.Attributes.Orders, orderAttributes, orderAttributeNames);
        if (document.Payout.Owner is { } owner)
        {
            OwnerAttribute = SellerAttributeOfKind(owner, AttributeKind.Seller, document.Payout.At("owner"));
        }
    }

    private void CompileAttributes(IDictionary<string, AttributeDocument> declared, List<AttributeDefinition> attributes, Dictionary<string, int> names)
    {
        foreach (var (name, attribute) in declared)
        {
            if (attribute.Is == AttributeKind.Choice && attribute.OneOf.Count == 0)
            {
                Error("missing-key", attribute.Place, $"The attribute '{name}' is a choice without values.", "List them: [Silver, Gold].");
            }

            var written = CheckDecimals(attribute.Decimals, attribute.At("decimals"));
            names[Names.Normal(name)] = attributes.Count;
            var choices = attribute.Is == AttributeKind.Rank ? RankDomain.Values : [.. attribute.OneOf];
            var decimals = attribute.Is switch
            {
                AttributeKind.Money when !attribute.Has("decimals") => MoneyDecimals,
                AttributeKind.Volume when !attribute.Has("decimals") => 2,
                AttributeKind.Number or AttributeKind.Money or AttributeKind.Volume => written,
                _ => 0,
            };
            attributes.Add(new AttributeDefinition(name, attributes.Count, attribute.Column ?? name, attribute.Is, decimals, choices,
                DefaultOf(name, attribute, decimals, choices)));
        }
    }

    private long DefaultOf(string name, AttributeDocument attribute, int decimals, IReadOnlyList<string> choices)
    {
        if (attribute.Default is not { } text)
        {
            return attribute.Is == AttributeKind.Seller ? -1 : 0;
        }

        long? value = attribute.Is switch
        {
            AttributeKind.Choice or AttributeKind.Rank => new Domain(name, choices).Ordinal(text) is > 0 and var ordinal ? ordinal : null,
            AttributeKind.Flag => text is "yes" or "true" ? 1 : text is "no" or "false" ? 0 : null,
            AttributeKind.Date => LocalDatePattern.Iso.Parse(text) is { Success: true } date ? NodaTime.Period.DaysBetween(Epoch, date.Value) : null,
            AttributeKind.Seller => null,
            _ => Fixed.TryParse(text, decimals, out var units) ? units : null,
        };
        if (value is null)
        {
            Error("wrong-value", attribute.At("default"), $"'{text}' is no value of the attribute '{name}'.",
                choices.Count > 0 ? Names.Suggest(text, choices) : $"It is a {attribute.Is.ToString().ToLowerInvariant()} with {decimals} decimals.");
        }

        return value ?? 0;
    }

    private int SellerAttributeOfKind(string name, AttributeKind kind, Place place)
    {
        if (sellerAttributeNames.TryGetValue(Names.Normal(name), out var index) && sellerAttributes[index].Kind == kind)
        {
            return index;
        }

        Error("unknown-name", place, $"There is no attribute of sellers '{name}' of the kind {kind.ToString().ToLowerInvariant()}.",
            Names.Suggest(name, sellerAttributes.Where(attribute => attribute.Kind == kind).Select(attribute => attribute.Name)));
        return -1;
    }

    private void CompileVolumes()
    {
        foreach (var (name, volume) in document.Volumes)
        {
            var decimals = CheckDecimals(volume.Decimals ?? 2, volume.At("decimals"));
            volumeNames[Names.Normal(name)] = volumes.Count;
            volumes.Add(new VolumeDefinition(name, volumes.Count, volume.Is is null ? volume.Column ?? name : null, decimals, volume));
        }

        foreach (var volume in volumes)
        {
            var scope = new FormulaScope(About.Row);
            var rule = new VolumeRule(volume, Number(volume.Document.Is, scope), CompileTable(volume.Document.Times, scope),
                Conditions(volume.Document.Where, scope));
            volumeRules.Add(rule);
            CheckVolumeOrder(volume, "is", rule.Formula is null ? [] : [rule.Formula]);
            CheckVolumeOrder(volume, "times", rule.Times?.Expressions ?? []);
            CheckVolumeOrder(volume, "where", rule.Where is null ? [] : [rule.Where]);
        }
    }

    private void CheckVolumeOrder(VolumeDefinition volume, string key, IEnumerable<Expression> formulas)
    {
        if (formulas.Any(formula => formula.Any(part => part is OrderColumn { IsVolume: true } other && other.Index >= volume.Index)))
        {
            Error("cycle", volume.Document.At(key), $"The volume '{volume.Name}' is computed from itself or from one declared below it.",
                "Declare it after those it uses.");
        }
    }

    /// <summary>The decimals if they are possible; others are an error and give the nearest possible.</summary>
    private int CheckDecimals(int decimals, Place place)
    {
        if (decimals is < 0 or > MostDecimals)
        {
            Error("wrong-value", place, $"{decimals} decimals are not possible.", $"Use 0 to {MostDecimals}.");
        }

        return Math.Clamp(decimals, 0, MostDecimals);
    }

    private void CompileTreeNames()
    {
        if (document.Trees.Count == 0)
        {
            document.Trees["enrolment"] = new TreeDocument { Place = document.Place };
        }

        foreach (var (name, tree) in document.Trees)
        {
            treeNames[Names.Normal(name)] = trees.Count;
            var recorded = tree.From is null && tree.LineOf.Count == 0;
            if (!recorded && trees.Count == 0)
            {
                Error("wrong-value", tree.Place, $"The first tree, '{name}', is derived.", "Declare a recorded tree before it.");
            }

            if (recorded)
            {
                var legs = tree.Legs.Count > 0 ? tree.LegColumn ?? "leg" : null;
                recordedTrees.Add(new RecordedTree(name, recordedTrees.Count, tree.Parent ?? (trees.Count == 0 ? "sponsor" : name), legs, [.. tree.Legs]));
            }

            trees.Add(new TreeRule(name, tree) { Recorded = recorded ? recordedTrees.Count - 1 : -1 });
        }
    }

    private void CompileTrees()
    {
        for (var i = 0; i < trees.Count; i++)
        {
            var tree = trees[i].Document;
            if (trees[i].Recorded >= 0)
            {
                trees[i] = trees[i] with { PlacedBy = PlacedBy(tree) };
                continue;
            }

            var from = tree.From is null ? 0 : TreeNamed(tree.From, tree.At("from"));
            if (from >= i)
            {
                Error("cycle", tree.At("from"), $"The tree '{trees[i].Name}' comes from itself or from one declared below it.",
                    "Declare it after the tree it comes from.");
                from = 0;
            }

            var scope = new FormulaScope(About.Seller, from);
            trees[i] = trees[i] with
            {
                From = from,
                Keep = Conditions(tree.Keep, scope),
                VolumeMovesTo = Conditions(tree.VolumeMovesTo, scope),
                LineOf = Conditions(tree.LineOf, scope),
                LinePer = tree.LinePer is null ? null : Parse(new Formula(tree.LinePer, tree.At("line per")), scope),
            };
            if (tree.Keep.Count == 0 && tree.PassUp is null && tree.LineOf.Count == 0)
            {
                Error("missing-key", tree.Place, $"The tree '{trees[i].Name}' does not say how it comes from '{tree.From}'.",
                    "Give 'keep', 'pass up' or 'line of'.");
            }
        }
    }

    /// <summary>The volume that decides which leg is weak; null where the rule asks for none, or it is an error.</summary>
    private Expression? PlacedBy(TreeDocument tree)
    {
        if (tree.Placing is not { } placing)
        {
            return null;
        }

        if (Spill.GoesByVolume(placing.Rule) && placing.By is null)
        {
            Error("missing-key", placing.Place, "The rule of placement does not say which volume decides which leg is weak.", "Name it: 'by: PV'.");
        }

        var by = Number(placing.By, new FormulaScope(About.Seller));
        if (by is not null && (RowContribution.Of(by, _ => 0) is null || by.Any(part => part is Column { Key.Part: not 0 })))
        {
            Error("wrong-value", placing.At("by"), $"'{placing.By!.Text}' is no volume of the period's orders.",
                "Name one, or a sum of several: it is looked at whenever somebody joins.");
            return null;
        }

        return by;
    }

    /// <summary>The position of a named tree; an unknown one is an error and gives the main tree.</summary>
    private int TreeNamed(string? name, Place place)
    {
        if (name is null)
        {
            return 0;
        }

        var index = TreeIndex(name);
        if (index < 0)
        {
            Error("unknown-name", place, $"There is no tree '{name}'.", Names.Suggest(name, document.Trees.Keys));
        }

        return Math.Max(index, 0);
    }

    private int LegNamed(int tree, string? leg, Place place)
    {
        if (leg is null || tree < 0)
        {
            return -1;
        }

        var legs = trees[tree].Document.Legs;
        var index = legs.ToList().FindIndex(name => name.Equals(leg, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            Error("unknown-name", place, $"The tree '{trees[tree].Name}' has no leg '{leg}'.", Names.Suggest(leg, legs));
        }

        return index;
    }

    private static string Plural(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}

/// <summary>How a volume's rows come to their values.</summary>
/// <param name="Definition">The volume.</param>
/// <param name="Formula">The formula over the order row, or null for a column of the file.</param>
/// <param name="Times">A factor per row, or null.</param>
/// <param name="Where">Which rows count, or null for all.</param>
internal sealed record VolumeRule(VolumeDefinition Definition, Expression? Formula, CompiledTable? Times, Expression? Where)
{
    /// <summary>Whether the file's column is the volume as it stands.</summary>
    public bool IsColumn => Formula is null && Times is null && Where is null;

    /// <summary>All formulas that it is computed from.</summary>
    public IEnumerable<Expression> Reads => new[] { Formula, Where }.OfType<Expression>().Concat(Times?.Expressions ?? []);
}

/// <summary>How a tree comes about.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Document">The tree as it was written.</param>
internal sealed record TreeRule(string Name, TreeDocument Document)
{
    /// <summary>Its position among the recorded trees, or -1 for a derived one.</summary>
    public int Recorded { get; init; } = -1;

    /// <summary>The tree it comes from.</summary>
    public int From { get; init; } = -1;

    /// <summary>For a tree with a rule of placement that goes by volume: the volume of the orders.</summary>
    public Expression? PlacedBy { get; init; }

    public Expression? Keep { get; init; }

    public Expression? VolumeMovesTo { get; init; }

    public Expression? LineOf { get; init; }

    public Expression? LinePer { get; init; }

    /// <summary>All formulas that places in it follow from.</summary>
    public IEnumerable<Expression> Reads => new[] { PlacedBy, Keep, VolumeMovesTo, LineOf, LinePer }.OfType<Expression>();
}
