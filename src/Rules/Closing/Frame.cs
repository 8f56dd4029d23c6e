using System.Collections.Concurrent;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Ranks;
using Compensation.Rules.Volumes;
using NodaTime;

namespace Compensation.Rules.Closing;

/// <summary>Represents one close at work: the snapshot in canonical numbering and every column computed so far.</summary>
/// <remarks>
/// A column is computed when it is first asked for, from those it depends on; the checker has proven that this ends. Whoever asks for it meanwhile waits;
/// that ends too, because a column waits only for those it depends on.
/// Loops that run on several threads ask for their columns beforehand (<c>Require</c>) and only read.
/// </remarks>
internal sealed class Frame
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly long[]?[][] columns;
    private readonly Lock[][] computing;
    private readonly ConcurrentDictionary<Expression, long> companyTotals = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<(int Attribute, int Choice), long> volumeFactors = new();
    private readonly Lazy<Tree>[] trees;
    private int[] numberOf = [];
    private readonly Lazy<LadderResult> ladder;
    private readonly ConcurrentBag<long[]> spare = [];
    private readonly Lazy<long[]> zeros;

    public Frame(Plan plan, Snapshot snapshot, Workers workers)
    {
        Plan = plan;
        Snapshot = snapshot;
        Workers = workers;
        trees = [.. Enumerable.Range(0, plan.Trees.Count).Select(index => new Lazy<Tree>(() => MakeTree(index)))];
        columns = [.. Enum.GetValues<ColumnKind>().Select(kind => new long[]?[SlotsOf(kind)])];
        computing = [.. columns.Select(slots => Array.ConvertAll(slots, _ => new Lock()))];
        zeros = new(() => new long[Count]);
        Orders = new OrderRows(this);
        Carried = new CarriedValues(this);
        Recorded = new RecordedTrees(this);
        ladder = new(() => LadderEvaluation.Evaluate(this), LazyThreadSafetyMode.ExecutionAndPublication);
        workers.Both(
            () =>
            {
                (RowOf, numberOf, MainParents) = Number(Snapshot, Workers);
                Orders.Sums.Help();
            },
            Orders.Sums.AddUp);
    }

    /// <summary>Numbers the sellers of the period.</summary>
    private static Numbering Number(Snapshot snapshot, Workers workers)
    {
        var main = RecordedTrees.EdgesOf(snapshot, 0, snapshot.Period.End.ToUnixTimeMilliseconds());
        var (rows, parents) = CanonicalOrder.Of(snapshot.Sellers, main.Parent, workers);
        var ofPeriod = SellersOfThePeriod.Only(rows, snapshot);
        var numbers = GC.AllocateUninitializedArray<int>(snapshot.Sellers.Count);
        Array.Fill(numbers, -1);
        workers.For(ofPeriod.Length, (from, to) =>
        {
            for (var number = from; number < to; number++)
            {
                numbers[ofPeriod[number]] = number;
            }
        });
        return new Numbering(ofPeriod, numbers, ReferenceEquals(rows, ofPeriod) ? parents : null);
    }

    public Plan Plan { get; }

    public Snapshot Snapshot { get; }

    /// <summary>The threads of the close.</summary>
    public Workers Workers { get; }

    /// <summary>How many sellers there are.</summary>
    public int Count => RowOf.Length;

    /// <summary>Each seller's row in the snapshot.</summary>
    public int[] RowOf { get; private set; } = [];

    /// <summary>The parents in the main tree as it stands at the period's end; null where sellers were left out.</summary>
    public int[]? MainParents { get; private set; }

    /// <summary>A column of zeros of one's own; perhaps one that somebody has given back, so that memory is not taken again and again.</summary>
    public long[] TakeZeros()
    {
        // Memory that was never touched takes the system longer than clearing it takes us: so it is shared out.
        var column = Take();
        ForRanges((from, to) => Array.Clear(column, from, to - from));
        return column;
    }

    /// <summary>A column of one's own, to be filled: what it holds at first means nothing.</summary>
    public long[] Take() => spare.TryTake(out var column) ? column : GC.AllocateUninitializedArray<long>(Count);

    /// <summary>A column of one's own with the values of another.</summary>
    public long[] TakeCopy(long[] of)
    {
        var column = Take();
        of.CopyTo(column.AsSpan());
        return column;
    }

    /// <summary>Gives back a column that nobody refers to any more; the zeros that all share stay theirs.</summary>
    public void GiveBack(long[] column)
    {
        if (!zeros.IsValueCreated || column != Zeros)
        {
            spare.Add(column);
        }
    }

    /// <summary>A column of zeros, shared by all who only read.</summary>
    public long[] Zeros => zeros.Value;

    public OrderRows Orders { get; }

    public CarriedValues Carried { get; }

    public RecordedTrees Recorded { get; }

    /// <summary>While the ladder is being evaluated: the ranks reached so far.</summary>
    public long[]? RisingRank { get; set; }

    /// <summary>The number of a snapshot row, or -1 for -1.</summary>
    public int NumberOf(int row) => row < 0 ? -1 : numberOf[row];

    public string IdOf(int seller) => Snapshot.Sellers.Ids[RowOf[seller]];

    public LadderResult Ladder => ladder.Value;

    /// <summary>A tree of the plan, derived if need be.</summary>
    public Tree Tree(int index) => trees[index].Value;

    /// <summary>Whether a tree follows from the snapshot, and nothing has asked for it so far.</summary>
    public bool IsLeftAside(int index) =>
        index > 0 && !trees[index].IsValueCreated && MainParents is not null && BesideRanks.IsGiven(Plan, index);

    /// <summary>The parents in a tree for the result, which outlives this frame; a tree that was left aside is only looked at when it is asked for.</summary>
    public Lazy<int[]> ParentsOf(int index)
    {
        if (!IsLeftAside(index))
        {
            return new(Tree(index).Parent);
        }

        var (name, ids, rowOf, numbers) = (Plan.Trees[index].Name, Snapshot.Sellers.Ids, RowOf, numberOf);
        var byRow = RecordedTrees.EdgesOf(Snapshot, Plan.Trees[index].Recorded, Snapshot.Period.End.ToUnixTimeMilliseconds()).Parent;
        return new(() =>
        {
            var parent = Array.ConvertAll(rowOf, row => byRow[row] < 0 ? -1 : numbers[byRow[row]]);
            CanonicalOrder.TopDown(name, parent, seller => ids[rowOf[seller]]);
            return parent;
        });
    }

    private Tree MakeTree(int index)
    {
        var rule = Plan.Trees[index];
        return rule switch
        {
            { Recorded: >= 0 } => Recorded.Epochs(rule)[^1].Tree,
            { Keep: { } keep } => DerivedTrees.Compress(Tree(rule.From), Values(keep), Workers),
            { Document.PassUp: { } count } => DerivedTrees.PassUp(Tree(rule.From), Enrolled, count, rule.Document.PassesOn),
            _ => DerivedTrees.Line(Values(rule.LineOf!), Enrolled, rule.LinePer is null ? null : Values(rule.LinePer)),
        };
    }

    /// <summary>When each seller joined, in canonical order.</summary>
    public long[] Enrolled => Permuted(Snapshot.Sellers.Enrolled);

    /// <summary>A column, computed if need be.</summary>
    public long[] Column(ColumnKey key)
    {
        if (RisingRank is not null && key.Kind == ColumnKind.Rank)
        {
            return RisingRank;
        }

        var slot = SlotOf(key);
        if (Volatile.Read(ref columns[(int)key.Kind][slot]) is { } known)
        {
            return known;
        }

        lock (computing[(int)key.Kind][slot])
        {
            return columns[(int)key.Kind][slot] ??= Compute(key);
        }
    }

    /// <summary>Makes known what a bonus pays each seller, for those that build on it.</summary>
    public void SetEarnings(int bonus, long[] earned) => columns[(int)ColumnKind.Earnings][bonus] = earned;

    /// <summary>Makes known a measure that is computed elsewhere, from here on in step with it.</summary>
    public void SetMeasure(int measure, long[] values) => columns[(int)ColumnKind.Measure][measure] = values;

    /// <summary>Gives back the column of a measure that nobody is reading, unless it is another column too.</summary>
    public void GiveBackMeasure(int measure)
    {
        var slots = columns[(int)ColumnKind.Measure];
        if (slots[measure] is { } values && columns.Sum(kind => kind.Count(other => ReferenceEquals(other, values))) == 1)
        {
            slots[measure] = null;
            GiveBack(values);
        }
    }

    /// <summary>Whether a formula depends on this period's ranks.</summary>
    public bool ReadsRank(Expression expression) => expression.Any(part => part is Column column
        && (column.Key.Kind == ColumnKind.Rank || (column.Key.Kind == ColumnKind.Measure && Plan.Measures[column.Key.Index].ReadsRank)));

    private int SlotOf(ColumnKey key) => key.Kind == ColumnKind.Volume ? (key.Index * Plan.OrderWindows.Count) + key.Part : key.Index;

    private int SlotsOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Volume => Plan.Volumes.Count * Plan.OrderWindows.Count,
        ColumnKind.Attribute => Plan.SellerAttributes.Count,
        ColumnKind.Measure or ColumnKind.PreviousMeasure => Plan.Measures.Count,
        ColumnKind.Earnings => Plan.Document.Bonuses.Count,
        ColumnKind.HasParent => Plan.Trees.Count,
        _ => 1,
    };

    /// <summary>Forgets the measures that depend on ranks, so that they are computed again from the ranks reached.</summary>
    public void ForgetRanked()
    {
        foreach (var measure in Plan.Measures.Where(measure => measure.ReadsRank))
        {
            columns[(int)ColumnKind.Measure][measure.Index] = null;
        }

        companyTotals.Clear();
    }

    /// <summary>The values of a formula for all sellers.</summary>
    public long[] Values(Expression expression)
    {
        if (expression is Column column)
        {
            return Column(column.Key);
        }

        Require(expression);
        var values = Take();
        ForBlocks((from, to) => expression.Fill(this, from, values.AsSpan(from, to - from)));
        return values;
    }

    /// <summary>For each of some sets of conditions, for whom all of the set hold.</summary>
    /// <remarks>One pass asks for all sets, because they often read the same columns.</remarks>
    public bool[][] Holding(IReadOnlyList<IReadOnlyList<Expression>> sets)
    {
        Require(sets.SelectMany(conditions => conditions));
        var holding = sets.Select(_ => new bool[Count]).ToArray();
        ForBlocks((from, to) =>
        {
            Span<long> all = stackalloc long[to - from];
            Span<long> block = stackalloc long[to - from];
            for (var set = 0; set < holding.Length; set++)
            {
                all.Fill(1);
                foreach (var condition in sets[set])
                {
                    BlockArithmetic.And(all, condition.Block(this, from, block), all);
                }

                var holds = holding[set].AsSpan(from, all.Length);
                for (var i = 0; i < holds.Length; i++)
                {
                    holds[i] = all[i] != 0;
                }
            }
        });
        return holding;
    }

    /// <summary>Asks for every column that a formula reads, so that it can be evaluated on several threads.</summary>
    public void Require(Expression? expression)
    {
        expression?.Any(part =>
        {
            switch (part)
            {
                case Column column:
                    Column(column.Key);
                    break;
                case Elsewhere { Whose: Whose.Parent } elsewhere:
                    Tree(elsewhere.Tree);
                    break;
                case CompanyTotal total:
                    CompanyTotal(total.Of);
                    break;
                case OrderColumn order:
                    Orders.Require(order.Field, order.Index);
                    break;
                default:
                    break;
            }

            return false;
        });
    }

    public void Require(IEnumerable<Expression> expressions)
    {
        foreach (var expression in expressions)
        {
            Require(expression);
        }
    }

    /// <summary>A formula added up over all sellers.</summary>
    public long CompanyTotal(Expression of)
    {
        if (companyTotals.TryGetValue(of, out var known))
        {
            return known;
        }

        var (values, total) = (Values(of), 0L);
        foreach (var value in values)
        {
            total = checked(total + value);
        }

        if (of is not Column _)
        {
            GiveBack(values);
        }

        companyTotals[of] = total;
        return total;
    }

    /// <summary>The owner of a position: the seller named by the attribute, or the position itself.</summary>
    public int OwnerOf(int seller, int attribute)
    {
        var owner = attribute < 0 ? -1 : Column(new ColumnKey(ColumnKind.Attribute, attribute))[seller];
        return owner < 0 ? seller : (int)owner;
    }

    /// <summary>Units of volume for one unit of the currency that a value of an order attribute names: the run's, or else the plan's; 1 for the
    /// plan's own currency and where none is named.</summary>
    public long VolumeFactor(int attribute, int choice) => volumeFactors.GetOrAdd((attribute, choice), key =>
    {
        var code = key.Choice == 0 ? Plan.Document.Currency : Plan.OrderAttributes[key.Attribute].Choices[key.Choice - 1];
        var factor = Snapshot.Rates.TryGetValue(code, out var frozen) ? frozen.VolumeFactor
            : Plan.Document.Currencies.TryGetValue(code, out var written) && Rate.TryParse(written.VolumeFactor, out var planned) ? planned
            : Rate.One;
        return Rounding.HalfUp.Multiply(1, 0, factor, SpotValue.RateDecimals);
    });

    /// <summary>Runs a loop over all sellers in ranges, on as many threads as the close may use. Ranges must not depend on each other.</summary>
    public void ForRanges(Action<int, int> work) => Workers.For(Count, work);

    /// <summary>Runs a loop over all sellers in blocks so small that what is computed on the way stays in the processor's cache.</summary>
    public void ForBlocks(Action<int, int> work) => ForRanges((from, to) =>
    {
        const int Size = 1_024;
        for (var start = from; start < to; start += Size)
        {
            work(start, Math.Min(start + Size, to));
        }
    });

    /// <summary>Days since 1970-01-01 of an instant in the plan's zone.</summary>
    public int DayOf(long milliseconds) =>
        NodaTime.Period.DaysBetween(Epoch, Instant.FromUnixTimeMilliseconds(milliseconds).InZone(Plan.Zone).Date);

    private long[] Compute(ColumnKey key) => key.Kind switch
    {
        ColumnKind.Volume => Orders.Totals(key.Index, key.Part),
        ColumnKind.Attribute => Attribute(key.Index),
        ColumnKind.Measure => MeasureColumns.Compute(this, Plan.Measures[key.Index]),
        ColumnKind.Rank => Ladder.Rank,
        ColumnKind.PreviousRank => Carried.Read(LadderEvaluation.RankItem),
        ColumnKind.Title => Ladder.Title,
        ColumnKind.PreviousTitle => Carried.Read(LadderEvaluation.TitleItem),
        ColumnKind.Enrolled => Map(Enrolled, moment => DayOf(moment)),
        ColumnKind.New => Map(Enrolled, moment => Snapshot.Period.Contains(Instant.FromUnixTimeMilliseconds(moment)) ? 1 : 0),
        ColumnKind.DaysSinceEnrolled => Map(Enrolled, moment => NodaTime.Period.DaysBetween(Epoch, Snapshot.Period.Last) - DayOf(moment)),
        ColumnKind.MonthsSinceEnrolled => Map(Enrolled, moment => MonthsBetween(DayOf(moment), NodaTime.Period.DaysBetween(Epoch, Snapshot.Period.Last))),
        ColumnKind.Earnings => Columns.Zeros<long>(Count),
        ColumnKind.PreviousMeasure => MeasureHistory.Previous(this, Plan.Measures[key.Index]),
        ColumnKind.HasParent => Map(Tree(key.Index).Parent, parent => parent >= 0 ? 1 : 0),
        _ => throw new InvalidOperationException($"Unknown column {key}."),
    };

    /// <summary>What the calendar says of the period; it belongs to the month, quarter and year in which its last day lies.</summary>
    public long PeriodValue(PeriodField field) => field switch
    {
        PeriodField.LastDay => NodaTime.Period.DaysBetween(Epoch, Snapshot.Period.Last),
        PeriodField.Month => Snapshot.Period.Last.Month,
        PeriodField.LastOfMonth => IsLastOf(day => (day.Year, day.Month)),
        PeriodField.LastOfQuarter => IsLastOf(day => (day.Year, (day.Month - 1) / 3)),
        PeriodField.LastOfYear => IsLastOf(day => (day.Year, 0)),
        _ => throw new InvalidOperationException($"Unknown field {field}."),
    };

    private long IsLastOf(Func<LocalDate, (int Year, int Part)> stretch)
    {
        var last = Snapshot.Period.Last;
        var next = Plan.Calendar.Containing(last.PlusDays(1))?.Last;
        return next is { } later && stretch(later) == stretch(last) ? 0 : 1;
    }

    /// <summary>Calendar months from one day's month to another's.</summary>
    public static int MonthsBetween(int fromDay, int toDay)
    {
        var (from, to) = (Epoch.PlusDays(fromDay), Epoch.PlusDays(toDay));
        return ((to.Year - from.Year) * 12) + to.Month - from.Month;
    }

    private static long[] Map<T>(T[] values, Func<T, long> map) => Array.ConvertAll(values, value => map(value));

    private long[] Attribute(int index)
    {
        var values = Permuted(Snapshot.Sellers.Attributes[index]);
        return Plan.SellerAttributes[index].Kind == Plans.Documents.AttributeKind.Seller ? Map(values, row => NumberOf((int)row)) : values;
    }

    /// <summary>A column by snapshot rows, brought into canonical order.</summary>
    public long[] Permuted(long[] byRow)
    {
        var values = Take();
        ForRanges((from, to) =>
        {
            for (var number = from; number < to; number++)
            {
                values[number] = byRow[RowOf[number]];
            }
        });
        return values;
    }

    /// <summary>A tree as it stood when orders were placed, where the plan asks for that; else the period's tree alone.</summary>
    public IReadOnlyList<TreeEpoch> Epochs(int index) => Plan.Trees[index] is { Recorded: >= 0 } rule
        ? Recorded.Epochs(rule)
        : [new TreeEpoch(Tree(index), long.MinValue, long.MaxValue)];

    /// <summary>The canonical numbers.</summary>
    /// <param name="RowOf">Each seller's row in the snapshot.</param>
    /// <param name="NumberOf">Each row's number, or -1.</param>
    /// <param name="MainParents">The parents in the main tree; null where sellers were left out.</param>
    private readonly record struct Numbering(int[] RowOf, int[] NumberOf, int[]? MainParents);
}
