using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using NodaTime.Text;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Bonuses and limits.</summary>
internal sealed partial class PlanCompiler
{
    private readonly List<BonusRule> bonuses = [];
    private readonly List<CapRule> caps = [];
    private readonly CustomBonuses customBonuses;
    private int compilingBonus = -1;
    private int pairDecimals = 2;

    private void CompileBonusNames()
    {
        for (var i = 0; i < document.Bonuses.Count; i++)
        {
            var bonus = document.Bonuses[i];
            if (!bonusNames.TryAdd(Names.Normal(bonus.Name), i))
            {
                Error("twice", bonus.Place, $"The bonus '{bonus.Name}' is declared twice.", "Give each bonus its own name.");
            }
        }
    }

    private void CompileBonuses()
    {
        for (var i = 0; i < document.Bonuses.Count; i++)
        {
            compilingBonus = i;
            BonusRule? rule = document.Bonuses[i] switch
            {
                GrantDocument grant => CompileGrant(i, grant),
                WalkDocument walk => CompileWalk(i, walk),
                PairDocument pair => CompilePair(i, pair),
                ShareDocument share => CompileShare(i, share),
                GuaranteeDocument guarantee => CompileGuarantee(i, guarantee),
                BoardDocument board => CompileBoard(i, board),
                CustomDocument custom => CompileCustom(i, custom),
                var other => throw new InvalidOperationException($"Unknown form of bonus {other.GetType().Name}."),
            };
            if (rule is not null)
            {
                bonuses.Add(WithCommon(rule));
                CheckMarginal((rule as GrantRule)?.Rate ?? (rule as WalkRule)?.Rate, (rule as GrantRule)?.Of ?? (rule as WalkRule)?.Of, rule.Document);
            }
        }

        compilingBonus = -1;
        CompileCaps();
    }

    private BonusRule WithCommon(BonusRule rule)
    {
        var document = rule.Document;
        var tree = rule is WalkRule walk ? walk.Tree : rule is PairRule pair ? pair.Tree : 0;
        var scope = new FormulaScope(rule is WalkRule ? About.Walk : About.Seller, tree, PerOrder: rule is WalkRule { Document.Per: SourcePer.Order });
        var seller = new FormulaScope(About.Seller, tree);
        return rule with
        {
            Receives = ConditionList(document.Receives, scope),
            PayableWhen = Conditions(document.PayableWhen, seller),
            Cap = CompileTable(document.Cap?.AtMost, seller),
            CapPer = document.Cap?.Per ?? CapPer.Seller,
            CapCounting = Counting(document.Cap),
            EachAtMost = Number(document.EachAtMost, seller, MoneyDecimals),
            EachAtLeast = Number(document.EachAtLeast, seller, MoneyDecimals),
            InstalmentsIf = [.. document.Instalments.Select(instalment => Conditions(instalment.If, seller))],
            Runs = ParseRuns(document),
        };
    }

    private Expression? Counting(BonusCapDocument? cap)
    {
        Expression? sum = null;
        foreach (var formula in cap?.Counting ?? [])
        {
            var one = BonusIndex(formula.Text) is >= 0 and var index ? Column(ColumnKind.Earnings, index, Unit.Money, MoneyDecimals) : Unknown(formula);
            sum = sum is null || one is null ? one ?? sum : new Operation(Operator.Add, sum, one) { Unit = Unit.Money, Decimals = MoneyDecimals };
        }

        return sum;

        Column? Unknown(Formula formula)
        {
            Error("unknown-name", formula.Place, $"There is no bonus '{formula.Text}'.", Names.Suggest(formula.Text, BonusNames));
            return null;
        }
    }

    private (NodaTime.LocalDate From, NodaTime.LocalDate To)? ParseRuns(BonusDocument bonus)
    {
        if (bonus.Runs is not { } text)
        {
            return null;
        }

        var ends = text.Split(" to ", StringSplitOptions.TrimEntries);
        if (ends.Length == 2 && LocalDatePattern.Iso.Parse(ends[0]) is { Success: true } from && LocalDatePattern.Iso.Parse(ends[1]) is { Success: true } to)
        {
            return (from.Value, to.Value);
        }

        Error("wrong-value", bonus.At("runs"), $"'{text}' is no span of dates.", "Write 2026-01-01 to 2026-06-30.");
        return null;
    }

    private Rate RateText(string? text, Place place)
    {
        if (text is null || Rate.TryParse(text, out var rate))
        {
            return text is null ? Rate.Zero : Rate.TryParse(text, out rate) ? rate : Rate.Zero;
        }

        Error("wrong-value", place, $"'{text}' is no rate.", "Write 5%, 0.05 or 1/3.");
        return Rate.Zero;
    }

    private GrantRule? CompileGrant(int index, GrantDocument grant)
    {
        var perOrder = grant.Per == SourcePer.Order;
        var tree = TreeNamed(grant.Tree, grant.At("tree"));
        var seller = new FormulaScope(About.Seller, tree);
        var (about, brings) = grant.Per switch
        {
            SourcePer.Order => (new FormulaScope(About.Order, tree), new FormulaScope(About.OrderBase, tree)),
            SourcePer.Customer => (new FormulaScope(About.Customer), new FormulaScope(About.Customer)),
            _ => (seller, seller),
        };
        var mixed = perOrder ? new FormulaScope(About.Walk, tree, PerOrder: true) : seller;
        var of = Number(grant.Of, brings);
        var amount = CompileTable(grant.Amount, mixed);
        if (grant.Amount is null && grant.Of is null)
        {
            Error("missing-key", grant.Place, $"The bonus '{grant.Name}' does not say what it pays.", "Give 'of' and 'rate', or 'amount'.");
            return null;
        }

        if (grant.To is not ("seller" or "parent" or "owner") && !sellerAttributeNames.ContainsKey(Names.Normal(grant.To))
            && !orderAttributeNames.ContainsKey(Names.Normal(grant.To)))
        {
            Error("unknown-name", grant.At("to"), $"'{grant.To}' is nobody.", "Use seller, parent, owner, or an attribute of type seller.");
        }

        var toOrder = perOrder && orderAttributeNames.TryGetValue(Names.Normal(grant.To), out _);
        return new GrantRule(index, grant)
        {
            Of = of,
            Rate = CompileTable(grant.Rate, mixed),
            Amount = amount,
            Times = CompileTable(grant.Times, mixed),
            DividedBy = Number(grant.DividedBy, seller),
            LessLegs = Number(grant.LessLegs, seller),
            Tree = tree,
            Where = Conditions(grant.Where, about),
            ToAttribute = toOrder ? orderAttributeNames[Names.Normal(grant.To)] : sellerAttributeNames.GetValueOrDefault(Names.Normal(grant.To), -1),
            ToOrderAttribute = toOrder,
            BaseDecimals = of?.Decimals ?? 0,
        };
    }

    private WalkRule? CompileWalk(int index, WalkDocument walk)
    {
        var tree = TreeNamed(walk.Tree, walk.At("tree"));
        var scope = new FormulaScope(About.Walk, tree, PerOrder: walk.Per == SourcePer.Order);
        var seller = new FormulaScope(About.Seller, tree);
        var (about, brings) = walk.Per == SourcePer.Order ? (new FormulaScope(About.Order, tree), new FormulaScope(About.OrderBase, tree)) : (seller, seller);
        var of = Number(walk.Of, brings);
        if (walk.Rate is null && walk.Amount is null)
        {
            Error("missing-key", walk.Place, $"The bonus '{walk.Name}' does not say at what rate it pays.", "Give 'rate' or 'amount'.");
        }

        var ownRank = walk.Generation?.EndsAt is [{ Text: var text }] && Names.Normal(text) == "own rank";
        var rule = of is null ? null : new WalkRule(index, walk)
        {
            Of = of,
            BaseDecimals = of.Decimals,
            Times = CompileTable(walk.Times, scope),
            Where = Conditions(walk.Where, about),
            Tree = tree,
            FirstStepIn = walk.FirstStepIn is null ? -1 : TreeNamed(walk.FirstStepIn, walk.At("first step in")),
            Opens = Conditions(walk.Levels.When, scope),
            Sources = Conditions(walk.Levels.Sources, seller),
            OwnRank = ownRank,
            GenerationEnds = walk.Generation is null || ownRank ? null : Conditions(walk.Generation.EndsAt, seller),
            Depth = CompileTable(walk.Depth, scope),
            Rate = CompileTable(walk.Rate, scope),
            Amount = CompileTable(walk.Amount, scope),
            AtLeast = CompileTable(walk.AtLeast, scope),
            GrantedAtFirst = Number(walk.GrantedAtFirst, scope),
            Total = walk.Total is null ? null : RateText(walk.Total, walk.At("total")),
            ReserveShare = RateText(walk.Reserve?.Share, walk.Reserve?.At("share") ?? walk.Place),
            ReserveWhen = Conditions(walk.Reserve?.When ?? [], scope),
            EndsAt = Conditions(walk.EndsAt, scope),
        };
        return rule;
    }

    private PairRule? CompilePair(int index, PairDocument pair)
    {
        var tree = pair.Tree is null ? Math.Max(0, trees.FindIndex(rule => rule.Document.Legs.Count > 0)) : TreeNamed(pair.Tree, pair.At("tree"));
        var legs = trees[tree].Document.Legs;
        var scope = new FormulaScope(About.Seller, tree);
        var of = Number(pair.Of, scope);
        if (legs.Count < 2)
        {
            Error("wrong-value", pair.At("tree"), $"The tree '{trees[tree].Name}' has no named legs to balance.", "Give the tree 'legs: [left, right]'.");
            return null;
        }

        if (of is null)
        {
            return null;
        }

        pairDecimals = of.Decimals;
        var added = new Expression?[legs.Count];
        foreach (var (leg, formula) in pair.Added)
        {
            if (LegNamed(tree, leg, pair.At("added")) is >= 0 and var at)
            {
                added[at] = Number(formula, scope, of.Decimals);
            }
        }

        return new PairRule(index, pair)
        {
            Of = of,
            BaseDecimals = of.Decimals,
            Tree = tree,
            Legs = legs.Count,
            Added = added,
            LegAtMost = Number(pair.LegAtMost, scope, of.Decimals),
            Percent = CompileTable(pair.Percent, new FormulaScope(About.Pair, tree)),
            Cycles = [.. pair.Cycles.Select(cycle => CompileCycle(cycle, tree)).OfType<CycleRule>()],
            Table = CompilePairTable(pair),
            CarryAtMost = Number(pair.CarryAtMost, scope, of.Decimals),
            FlushWhen = Conditions(pair.FlushWhen, scope),
            CyclesAtMost = Number(pair.CyclesAtMost, scope, 0),
        };
    }

    private CycleRule? CompileCycle(CycleDocument cycle, int tree)
    {
        var scope = new FormulaScope(About.Pair, tree);
        var takes = cycle.Takes.Select(text => Fixed.TryParse(text, pairDecimals, out var units) && units > 0 ? units : 0).ToList();
        if (takes.Count != 2 || takes.Contains(0))
        {
            Error("wrong-value", cycle.At("takes"), $"[{string.Join(", ", cycle.Takes)}] is not what a cycle takes.",
                "Give two positive volumes: of the stronger and of the weaker leg.");
            return null;
        }

        var pays = CompileTable(cycle.Pays, scope);
        return pays is null ? null : new CycleRule(takes[0], takes[1], pays, Conditions(cycle.When, scope), cycle.FirstOnly);
    }

    private List<(long From, Rate Amount)> CompilePairTable(PairDocument pair)
    {
        var rows = new SortedDictionary<long, Rate>();
        foreach (var (key, amount) in pair.Table)
        {
            var from = Names.Normal(key).Replace("from ", "", StringComparison.Ordinal);
            if (!Fixed.TryParse(from, pairDecimals, out var units) || !Rate.TryParse(amount, out var pays))
            {
                Error("wrong-value", pair.At("table"), $"'{key}: {amount}' is no row of balanced volume.", "Write 'from 250: 40'.");
                continue;
            }

            rows[units] = pays;
        }

        return [.. rows.Select(row => (row.Key, row.Value))];
    }

    private ShareRule? CompileShare(int index, ShareDocument share)
    {
        var scope = new FormulaScope(About.Seller);
        var fund = Number(share.Fund, scope);
        var by = CompileTable(share.By, scope);
        return fund is null ? null : new ShareRule(index, share)
        {
            Fund = fund,
            By = by,
            WeightDecimals = by is null ? 0 : TableDecimals(by),
            WeightAtMost = Number(share.WeightAtMost, scope),
            Times = CompileTable(share.Times, scope),
            OutOf = Number(share.OutOf, scope),
            BaseDecimals = by is null ? 0 : TableDecimals(by),
        };
    }

    private GuaranteeRule? CompileGuarantee(int index, GuaranteeDocument written)
    {
        var tree = TreeNamed(written.Tree, written.At("tree"));
        var scope = new FormulaScope(About.Seller, tree);
        var of = Number(written.Of, scope);
        var leaders = Conditions(written.Leaders, scope);
        var guarantee = Number(written.Guaranteed, scope);
        return of is null || leaders is null || guarantee is null ? null : new GuaranteeRule(index, written)
        {
            Of = of,
            Rate = RateText(written.Rate, written.At("rate")),
            Leaders = leaders,
            Guarantee = guarantee,
            Tree = tree,
            BaseDecimals = MoneyDecimals,
        };
    }

    private BoardRule? CompileBoard(int index, BoardDocument board)
    {
        if (board.Width is < 2 or > 5 || board.Height is < 1 or > 4)
        {
            Error("wrong-value", board.Place, $"A board {board.Width} wide and {board.Height} high is not possible.", "Width 2 to 5, height 1 to 4.");
            return null;
        }

        var scope = new FormulaScope(About.Seller);
        var enters = Conditions(board.Enters, scope);
        var pays = CompileTable(board.Pays, scope);
        return enters is null || pays is null ? null : new BoardRule(index, board) { Enters = enters, Pays = pays };
    }

    private CustomRule? CompileCustom(int index, CustomDocument custom)
    {
        if (customBonuses.Find(custom.Class) is not { } bonus)
        {
            Error("unknown-name", custom.At("class"), $"There is no custom bonus '{custom.Class}'.", Names.Suggest(custom.Class, customBonuses.Names));
            return null;
        }

        foreach (var setting in custom.Settings.Keys.Where(key => !bonus.Settings.ContainsKey(key)))
        {
            Error("unknown-key", custom.At("settings"), $"'{custom.Class}' has no setting '{setting}'.", Names.Suggest(setting, bonus.Settings.Keys));
        }

        foreach (var setting in bonus.Settings.Keys.Where(key => !custom.Settings.ContainsKey(key)))
        {
            Error("missing-key", custom.Place, $"'{custom.Class}' needs the setting '{setting}'.", bonus.Settings[setting]);
        }

        if (bonus.Settings.Keys.All(custom.Settings.ContainsKey) && bonus.Problem(custom.Settings.AsReadOnly()) is { } problem)
        {
            Error("wrong-value", custom.At("settings"), $"'{custom.Class}' cannot work with its settings.", problem);
        }

        var measures = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var setting in bonus.Measures.Where(custom.Settings.ContainsKey))
        {
            var measure = Parse(new Formula(custom.Settings[setting], custom.At("settings")), new FormulaScope(About.Seller));
            if (measure is Column column)
            {
                measures[setting] = column;
            }
            else if (measure is not null)
            {
                Error("wrong-value", custom.At("settings"), $"'{custom.Settings[setting]}' is no measure by itself.", "Give it a name as a measure.");
            }
        }

        return new CustomRule(index, custom, bonus) { Measures = measures };
    }

    private void CompileCaps()
    {
        foreach (var cap in document.Caps)
        {
            var on = cap.On.Select(formula => (formula, Index: BonusIndex(formula.Text))).ToList();
            foreach (var (formula, _) in on.Where(entry => entry.Index < 0))
            {
                Error("unknown-name", formula.Place, $"There is no bonus '{formula.Text}'.", Names.Suggest(formula.Text, BonusNames));
            }

            var all = Enumerable.Range(0, document.Bonuses.Count);
            caps.Add(new CapRule(cap, [.. cap.On.Count == 0 ? all : on.Select(entry => entry.Index).Where(index => index >= 0)],
                CompileTable(cap.AtMost, new FormulaScope(About.Seller)), RateText(cap.ReduceBy, cap.At("reduce by"))));
        }
    }
}
