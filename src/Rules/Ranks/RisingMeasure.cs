using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Volumes;

namespace Compensation.Rules.Ranks;

/// <summary>A measure that counts ranks, computed seller by seller from the bottom of a tree while the ranks are found.</summary>
internal abstract class RisingMeasure
{
    protected RisingMeasure(Frame frame, Measure measure, bool readsOwnRank)
    {
        Measure = measure;
        ReadsOwnRank = readsOwnRank;
        Values = frame.TakeZeros();
        frame.SetMeasure(measure.Index, Values);
    }

    /// <summary>Whether it can only be computed when the seller's own rank is known.</summary>
    public bool ReadsOwnRank { get; }

    /// <summary>Whether it looks at sellers below.</summary>
    public virtual bool LooksBelow => false;

    /// <summary>All formulas that it reads.</summary>
    public IEnumerable<Expression> Reads => Measure.Reads;

    /// <summary>The tree that it looks at.</summary>
    public int Tree => Spec.Tree;

    protected Measure Measure { get; }

    /// <summary>The measure's column, as far as it is computed.</summary>
    protected long[] Values { get; }

    protected MeasureSpec Spec => Measure.Spec;

    /// <summary>All measures that some formulas need, each after those it is computed from; null where one of them asks for more than a pass knows.</summary>
    public static IReadOnlyList<RisingMeasure>? AllIn(Frame frame, IEnumerable<Expression> formulas)
    {
        var ordered = new List<Measure>();
        foreach (var formula in formulas)
        {
            Collect(frame, formula, ordered);
        }

        if (!ordered.TrueForAll(measure => IsKnownToAPass(frame, measure.Spec)))
        {
            return null;
        }

        var made = new List<RisingMeasure>();
        foreach (var measure in ordered)
        {
            var ownRank = AtSelf(measure.Spec).Any(part => ReadsOwnRankIn(part, made));
            made.Add(
                measure.Spec.Kind == MeasureKind.Legs ? new RisingLegs(frame, measure, ownRank)
                : IsAboutSelf(measure.Spec) ? new RisingFormula(frame, measure, ownRank)
                : new RisingFold(frame, measure, ownRank));
        }

        return made;
    }

    /// <summary>Whether none of them makes anything of sellers without a rank below whom nobody has one.</summary>
    /// <param name="measures">The measures, before anything was passed up.</param>
    /// <param name="spot">Anybody.</param>
    public static bool IgnoreTheUnranked(IReadOnlyList<RisingMeasure> measures, in Spot spot)
    {
        foreach (var measure in measures)
        {
            var rest = measure.Measure.Reads.All(part => !part.Any(leaf => leaf.Parts.Count == 0 && leaf is not (Constant or PeriodValue)
                && !(leaf is Column column && (column.Key.Kind == ColumnKind.Rank || measures.Any(other => other.IsColumn(column))))));
            if (!rest || !measure.IgnoresZero(spot))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Computes the value of a seller below whom everybody is done.</summary>
    /// <param name="spot">The seller.</param>
    /// <param name="isFed">Whether anything was passed up to the seller.</param>
    /// <returns>Whether there is a value that may be other than zero.</returns>
    public bool Compute(in Spot spot, bool isFed)
    {
        if (!isFed && IsIdle(spot))
        {
            return false;
        }

        var value = ValueAt(spot);
        value = Spec.AtMost is null ? value : Math.Min(value, Spec.AtMost.At(spot));
        Values[spot.Self] = Spec.AtLeast is null ? value : Math.Max(value, Spec.AtLeast.At(spot));
        return true;
    }

    /// <summary>Passes what a seller brings up to the parent.</summary>
    /// <returns>Whether that is anything.</returns>
    public virtual bool PassUp(in Spot spot, int parent) => false;

    /// <summary>The measure without whose value at a seller this one has nothing to pass up; null where that is not known.</summary>
    public virtual RisingMeasure? SilentWithout(IEnumerable<RisingMeasure> measures) => null;

    /// <summary>Whether a column is this measure.</summary>
    public bool IsColumn(Column column) => column.Key.Kind == ColumnKind.Measure && column.Key.Index == Measure.Index;

    /// <summary>Gives the columns back, when the ranks are found and nobody asks for them any more.</summary>
    public virtual void GiveBack(Frame frame) => frame.GiveBack(Values);

    protected abstract long ValueAt(in Spot spot);

    /// <summary>Whether its value is zero for a seller to whom nothing was passed up.</summary>
    protected virtual bool IsIdle(in Spot spot) => false;

    /// <summary>Whether it is zero for who has no rank and gets nothing but zeros from below, and passes nothing up.</summary>
    protected virtual bool IgnoresZero(in Spot spot) => Spec.AtMost is null && Spec.AtLeast is null;

    private static void Collect(Frame frame, Expression formula, List<Measure> ordered)
    {
        formula.Any(part =>
        {
            if (part is Column { Key.Kind: ColumnKind.Measure } column && frame.Plan.Measures[column.Key.Index] is { ReadsRank: true } measure
                && !ordered.Contains(measure))
            {
                foreach (var read in measure.Reads)
                {
                    Collect(frame, read, ordered);
                }

                ordered.Add(measure);
            }

            return false;
        });
    }

    private static bool IsKnownToAPass(Frame frame, MeasureSpec spec) => spec.Window is Window.ThisPeriod
        && (spec.EachAtMost is null || !frame.ReadsRank(spec.EachAtMost))
        && (IsAboutSelf(spec) || spec.Kind == MeasureKind.Legs || spec.Over is Scope.Frontline or Scope.Downline or Scope.Organisation);

    private static bool IsAboutSelf(MeasureSpec spec) =>
        spec.Kind is MeasureKind.Formula or MeasureKind.Table || spec is { Over: Scope.Self, Kind: not MeasureKind.Legs };

    /// <summary>What is evaluated at the seller whose value is computed.</summary>
    private static IEnumerable<Expression> AtSelf(MeasureSpec spec) => new[] { spec.AtMost, spec.AtLeast }
        .Concat(IsAboutSelf(spec) || spec is { Over: Scope.Organisation, Kind: not MeasureKind.Legs } ? [spec.Of, spec.Where] : [])
        .OfType<Expression>().Concat(spec.Table?.Expressions ?? []);

    private static bool ReadsOwnRankIn(Expression formula, List<RisingMeasure> made) => formula.Any(part => part is Column column
        && (column.Key.Kind == ColumnKind.Rank || made.Any(measure => measure.ReadsOwnRank && measure.IsColumn(column))));
}

/// <summary>A formula or table about the seller alone.</summary>
internal sealed class RisingFormula(Frame frame, Measure measure, bool readsOwnRank) : RisingMeasure(frame, measure, readsOwnRank)
{
    protected override long ValueAt(in Spot spot) => Spec switch
    {
        { Table: { } table } => Rounding.HalfUp.Multiply(1, 0, table.At(spot), Measure.Decimals),
        { Where: { } where } when where.At(spot) == 0 => 0,
        { Kind: MeasureKind.Count } => Spec.Of!.At(spot) != 0 ? 1 : 0,
        _ => Spec.Of!.At(spot),
    };

    protected override bool IgnoresZero(in Spot spot) => base.IgnoresZero(spot) && ValueAt(spot) == 0;
}

/// <summary>A sum, count or extreme over the front line, the downline or the organisation.</summary>
internal sealed class RisingFold : RisingMeasure
{
    private readonly Genealogy.Tree tree;
    private readonly Fold fold;
    private readonly long nothing;
    private readonly bool isPlain;
    private readonly long[] inside;
    private readonly long[] below;

    public RisingFold(Frame frame, Measure measure, bool readsOwnRank)
        : base(frame, measure, readsOwnRank)
    {
        tree = frame.Tree(Spec.Tree);
        fold = MeasureColumns.FoldOf(Spec.Kind);
        // The highest of conditions is one if any holds: then nobody is as good as none.
        nothing = fold == Fold.Highest && Spec.Of!.Unit == Unit.Flag ? 0 : Folds.Nothing(fold);
        isPlain = nothing == 0 && Spec.AtMost is null && Spec.AtLeast is null;
        var keepsBelow = Spec.Over != Scope.Organisation || Spec.Leg >= 0;
        inside = Spec.Over == Scope.Frontline ? [] : NobodyYet(frame, isValue: !keepsBelow);
        below = keepsBelow ? NobodyYet(frame, isValue: true) : [];
    }

    public override bool LooksBelow => true;

    public override RisingMeasure? SilentWithout(IEnumerable<RisingMeasure> measures) => isPlain && Spec.Over == Scope.Organisation ? this : null;

    public override bool PassUp(in Spot spot, int parent)
    {
        var seller = spot.Self;
        if (Spec.Over == Scope.Downline)
        {
            inside[seller] = Folds.Combine(inside[seller], Own(spot), fold);
        }

        var ends = Spec.Until is not null && Spec.Until.At(spot) != 0;
        var brings = ends || Spec.Over == Scope.Frontline ? Own(spot) : inside[seller];
        if (brings == nothing || (ends && !Spec.BoundaryInside))
        {
            return false;
        }

        if (inside.Length > 0)
        {
            inside[parent] = Folds.Combine(inside[parent], brings, fold);
        }

        if (below.Length > 0 && (Spec.Leg < 0 || tree.Leg![seller] == Spec.Leg))
        {
            below[parent] = Folds.Combine(below[parent], brings, fold);
        }

        return true;
    }

    protected override long ValueAt(in Spot spot)
    {
        var seller = spot.Self;
        var value = below.Length == 0 ? nothing : below[seller];
        if (Spec.Over == Scope.Organisation)
        {
            var own = Own(spot);
            inside[seller] = Folds.Combine(inside[seller], own, fold);
            value = below.Length == 0 ? inside[seller] : Folds.Combine(value, own, fold);
        }

        return value == nothing && fold != Fold.Sum ? 0 : value;
    }

    public override void GiveBack(Frame frame)
    {
        base.GiveBack(frame);
        foreach (var column in new[] { inside, below }.Where(column => column.Length > 0 && column != Values))
        {
            frame.GiveBack(column);
        }
    }

    protected override bool IsIdle(in Spot spot) => isPlain && (Spec.Over != Scope.Organisation || Own(spot) == 0);

    protected override bool IgnoresZero(in Spot spot) => isPlain && Own(spot) == 0;

    private long Own(in Spot spot) => Spec.Where is not null && Spec.Where.At(spot) == 0 ? nothing
        : Spec.Kind == MeasureKind.Count ? (Spec.Of!.At(spot) != 0 ? 1 : 0)
        : Spec.Of!.At(spot);

    /// <summary>A column in which nobody has passed anything up: the measure's own, where its value is just what was passed up.</summary>
    private long[] NobodyYet(Frame frame, bool isValue)
    {
        if (isValue && isPlain)
        {
            return Values;
        }

        var values = frame.TakeZeros();
        if (nothing != 0)
        {
            Array.Fill(values, nothing);
        }

        return values;
    }
}

/// <summary>A measure of legs.</summary>
internal sealed class RisingLegs : RisingMeasure
{
    private readonly Genealogy.Tree tree;
    private readonly LegTops tops;
    private readonly long[]? cap;
    private readonly int namedLegs;
    private readonly bool isPlainCount;

    public RisingLegs(Frame frame, Measure measure, bool readsOwnRank)
        : base(frame, measure, readsOwnRank)
    {
        tree = frame.Tree(Spec.Tree);
        cap = LegMeasures.Cap(frame, Spec);
        namedLegs = frame.Plan.Trees[Spec.Tree].Document.Legs.Count;
        // A count of legs without limits is its own value from the first leg on, and legs of nothing do not count.
        isPlainCount = Spec is { Take: LegTake.Count, AtMost: null, AtLeast: null };
        tops = new LegTops(frame.Count, Spec.Take, isPlainCount ? Values : null);
    }

    public override bool LooksBelow => true;

    public override RisingMeasure? SilentWithout(IEnumerable<RisingMeasure> measures) =>
        isPlainCount && cap is null && Spec.Of is Column head ? measures.FirstOrDefault(measure => measure.IsColumn(head)) : null;

    public override bool PassUp(in Spot spot, int parent)
    {
        if ((Spec.Where is not null && Spec.Where.At(spot) == 0) || (Spec.Leg >= 0 && tree.Leg![spot.Self] != Spec.Leg))
        {
            return false;
        }

        var head = Spec.Of!.At(spot);
        var leg = cap is null ? head : Math.Min(head, cap[parent]);
        tops.Add(parent, leg);
        return leg != 0 || !isPlainCount;
    }

    protected override long ValueAt(in Spot spot) => tops.Value(spot.Self, namedLegs);

    protected override bool IsIdle(in Spot spot) => isPlainCount;

    protected override bool IgnoresZero(in Spot spot) => false;
}
