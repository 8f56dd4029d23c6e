using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Ranks;
using Compensation.Rules.Volumes;

namespace Compensation.Rules.Closing;

/// <summary>One close from beginning to end: ranks, bonuses in the order of their references, limits, what is paid, what is carried.</summary>
internal sealed class CloseWork
{
    private readonly Plan plan;
    private readonly Snapshot snapshot;
    private readonly Frame frame;
    private readonly IProgress<string>? progress;
    private readonly Lazy<PaidBonus>[] paidBonuses;
    private readonly LineBuffer[] byBonus;
    private readonly LineBuffer lines = new();
    private readonly CarryWriter carry;
    private readonly List<string> remarks = [];

    /// <summary>How many lines, from the first on, are in the columns of what the bonuses pay: all of theirs, unless something of it is held back.</summary>
    private int counted;

    private readonly List<string> reviews = [];

    public CloseWork(Plan plan, Snapshot snapshot, Workers workers, IProgress<string>? progress = null)
    {
        this.plan = plan;
        this.progress = progress;
        progress?.Report("sellers");
        this.snapshot = snapshot;
        frame = new Frame(plan, snapshot, workers);
        paidBonuses = new Lazy<PaidBonus>[plan.Document.Bonuses.Count];
        foreach (var rule in plan.Bonuses)
        {
            paidBonuses[rule.Index] = new(() => IsRunning(rule, snapshot.Period) ? Pay(rule) : new PaidBonus(new LineBuffer()));
        }

        byBonus = new LineBuffer[plan.Document.Bonuses.Count];
        carry = new CarryWriter(frame);
    }

    /// <summary>The columns of the close; after <see cref="Run"/> they hold all that it was computed from.</summary>
    public Frame Frame => frame;

    /// <summary>Whether a bonus is paid in a period: a promotion has dates.</summary>
    public static bool IsRunning(BonusRule rule, Calendars.Period period) =>
        rule.Runs is not { } runs || (period.Last >= runs.From && period.First <= runs.To);

    public Result Run()
    {
        frame.Workers.Both(Calculate, Prepare);
        progress?.Report("payments");
        var (payment, payments, ladder) = (new PaymentWork(frame, lines, counted, carry), (IReadOnlyList<Payment>)[], frame.Ladder);
        var (joined, totals) = (default(Lines), new List<Total>());
        frame.Workers.Both(
            () =>
            {
                payments = payment.Pay();
                CarryOver(ladder);
            },
            () =>
            {
                totals = Totals();
                joined = lines.ToLines(LineNames(plan), BaseDecimals());
            });
        progress?.Report("result");
        var sellers = snapshot.Sellers.Ids.Of(frame.RowOf);
        var result = new Result
        {
            Period = snapshot.Period.Name,
            Sellers = sellers,
            SnapshotRow = frame.RowOf,
            Lines = joined!,
            Measures = [.. plan.Volumes.Select(VolumeColumn), .. plan.Measures.Where(measure => measure.Named).Select(MeasureColumn)],
            Rank = ladder.Rank,
            Title = ladder.Title,
            Payments = payments,
            Carry = carry.ToCarry(snapshot.Period.Name, sellers),
            Totals = totals,
            Trees = [.. plan.Trees.Select((tree, index) => new TreeColumn(tree.Name, frame.ParentsOf(index)))],
            Remarks = [.. remarks, .. reviews],
            Reviews = reviews,
        };
        progress?.Report("done");
        return result;
    }

    /// <summary>Everything that is earned, one step after the other.</summary>
    private void Calculate()
    {
        progress?.Report("ranks");
        _ = frame.Ladder;
        foreach (var rule in plan.Bonuses)
        {
            progress?.Report(rule.Name);
            Compute(rule);
        }

        progress?.Report("lines");
        foreach (var bonus in byBonus)
        {
            lines.AddAll(bonus);
        }

        counted = plan.Bonuses.Any(rule => rule.PayableWhen is not null) ? 0 : lines.Count;
        Clawbacks.Add(frame, lines, carry, remarks);
        CompanyCaps.Apply(frame, lines, carry, reviews);
        Corrections.Add(frame, lines);
    }

    /// <summary>What can be computed beside the ranks: bonuses that ask neither for ranks nor for what others pay.</summary>
    private void Prepare()
    {
        foreach (var rule in plan.Bonuses.Where(rule => BesideRanks.Includes(plan, rule)))
        {
            _ = paidBonuses[rule.Index].Value;
        }
    }

    /// <summary>The names that lines refer to: the bonuses, the caps, and manual corrections.</summary>
    public static IReadOnlyList<string> LineNames(Plan plan) =>
        [.. plan.Document.Bonuses.Select(bonus => bonus.Name), .. plan.Document.Caps.Select(cap => cap.Name), "adjustment"];

    private void Compute(BonusRule rule)
    {
        var (paid, lots) = paidBonuses[rule.Index].Value;
        carry.AddLots(lots);
        BonusCaps.Apply(frame, rule, paid);
        var earned = frame.TakeZeros();
        paid.AddTo(earned, frame.Workers);
        frame.SetEarnings(rule.Index, earned);
        Accruals.Apply(frame, rule, paid, earned, carry);
        byBonus[rule.Index] = paid;
    }

    private PaidBonus Pay(BonusRule rule)
    {
        switch (rule)
        {
            case WalkRule walk:
                return new PaidBonus(WalkBonus.Pay(frame, walk));
            case GrantRule grant:
                var grants = new GrantBonus(frame, grant);
                var granted = grants.Pay();
                carry.AddAll(grants.Leaves());
                return new PaidBonus(granted);
            case PairRule pair:
                var pairs = new PairBonus(frame, pair);
                var paired = new PaidBonus(pairs.Pay(), [.. pairs.LotsLeft()]);
                carry.AddAll(pairs.Leaves());
                pairs.GiveBack();
                return paired;
            case ShareRule share:
                return new PaidBonus(new ShareBonus(frame, share).Pay());
            case GuaranteeRule guarantee:
                return new PaidBonus(new GuaranteeBonus(frame, guarantee).Pay());
            case BoardRule board:
                var boards = new BoardBonus(frame, board);
                var filled = boards.Pay();
                carry.AddAll(boards.Leaves());
                return new PaidBonus(filled);
            case CustomRule custom:
                return new PaidBonus(new CustomWork(frame, custom).Pay());
            default:
                throw new InvalidOperationException($"Unknown form of bonus {rule.GetType().Name}.");
        }
    }

    private void CarryOver(LadderResult ladder)
    {
        carry.Add(LadderEvaluation.RankItem, ladder.Rank);
        carry.Add(LadderEvaluation.TitleItem, ladder.Title);
        carry.Add(LadderEvaluation.GraceItem, ladder.GraceUsed);
        carry.Add(LadderEvaluation.BelowItem, ladder.Below);
        carry.Add(LadderEvaluation.BestBelowItem, ladder.BestBelow);
        foreach (var measure in plan.Measures)
        {
            carry.AddAll(MeasureHistory.Leaves(frame, measure));
        }
    }

    private MeasureColumn MeasureColumn(Measure measure) =>
        new(measure.Name, measure.Decimals, frame.Column(new ColumnKey(ColumnKind.Measure, measure.Index)));

    private MeasureColumn VolumeColumn(VolumeDefinition volume) =>
        new(volume.Name, volume.Decimals, frame.Column(new ColumnKey(ColumnKind.Volume, volume.Index)));

    private int[] BaseDecimals()
    {
        var decimals = new int[LineNames(plan).Count];
        foreach (var bonus in plan.Bonuses)
        {
            var paysFixedAmounts = bonus is GrantRule { Amount: not null } or WalkRule { Rate: null } or PairRule { Percent: null };
            decimals[bonus.Index] = paysFixedAmounts ? 0 : bonus.BaseDecimals;
        }

        return decimals;
    }

    private List<Total> Totals()
    {
        var totals = new List<Total>();
        foreach (var volume in plan.Volumes)
        {
            totals.Add(new Total("volume", volume.Name, Sum(frame.Column(new ColumnKey(ColumnKind.Volume, volume.Index))), volume.Decimals));
        }

        var names = LineNames(plan);
        var sums = new long[names.Count];
        lines.ForBlocks(0, (bonus, _, amount) =>
        {
            for (var i = 0; i < bonus.Length; i++)
            {
                ref var sum = ref sums[bonus[i]];
                sum = checked(sum + amount[i]);
            }
        });

        totals.AddRange(names.Select((name, index) => new Total("bonus", name, sums[index], plan.Decimals)));
        totals.AddRange(plan.Bonuses.OfType<ShareRule>().Select(rule => new Total("fund", rule.Name, ShareBonus.FundOf(frame, rule), rule.Fund.Decimals)));
        return totals;
    }

    private static long Sum(long[] values)
    {
        var sum = 0L;
        foreach (var value in values)
        {
            sum = checked(sum + value);
        }

        return sum;
    }

    /// <summary>What a bonus pays before limits.</summary>
    /// <param name="Lines">Its lines.</param>
    /// <param name="Lots">The lots that it leaves to the next period.</param>
    private readonly record struct PaidBonus(LineBuffer Lines, IReadOnlyList<CarryLot> Lots)
    {
        public PaidBonus(LineBuffer lines)
            : this(lines, [])
        {
        }
    }
}
