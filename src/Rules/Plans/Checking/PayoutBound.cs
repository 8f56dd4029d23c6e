using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>How much of each volume a plan can pay out at most, bonus by bonus; fixed amounts and custom bonuses are
/// not in it.</summary>
/// <remarks>
/// A bound for the worst case: every payee on a path is qualified, and every table gives its best. A bonus that every
/// ancestor can earn on the same order, however many there are, has no limit, unless the company's pay is capped.
/// </remarks>
internal sealed class PayoutBound
{
    /// <summary>Deeper than this, levels are not added up one by one.</summary>
    private const int MostLevels = 1000;

    private readonly Plan plan;
    private readonly Dictionary<int, VolumeShares> byBonus = [];
    private readonly Bounds bounds;

    public PayoutBound(Plan plan)
    {
        this.plan = plan;
        bounds = new Bounds(plan, byBonus);
        foreach (var bonus in plan.Bonuses)
        {
            byBonus[bonus.Index] = Capped(bonus, Paid(bonus));
        }
    }

    /// <summary>The parts of the most that is paid of a volume, the largest first.</summary>
    public IReadOnlyList<(string Name, Place Place, PayShare Share)> Parts(int volume)
    {
        var parts = new List<(string Name, Place Place, PayShare Share)>();
        var capped = new HashSet<int>();
        foreach (var cap in plan.Caps.Where(cap => cap.Document is { Per: CapPer.Company, Cuts: not CapCuts.Review }))
        {
            if (cap.AtMost is SingleValue { Formula: { } formula }
                && bounds.Total(formula, Asked.ForTheCompany) is var most && most.Volumes.Any())
            {
                capped.UnionWith(cap.On);
                parts.Add((cap.Document.Name, cap.Document.Place, most[volume]));
            }
        }

        parts.AddRange(plan.Bonuses.Where(bonus => !capped.Contains(bonus.Index))
            .Select(bonus => (bonus.Name, bonus.Document.Place, byBonus[bonus.Index][volume])));
        return [.. parts.Where(part => part.Share > PayShare.Zero).OrderByDescending(part => part.Share)];
    }

    /// <summary>The most that is paid of a volume.</summary>
    public PayShare Total(int volume) => Parts(volume).Aggregate(PayShare.Zero, (sum, part) => sum + part.Share);

    /// <summary>Warns of every volume of which more than all of it can be paid out.</summary>
    public IEnumerable<Finding> Find() => plan.Volumes
        .Where(volume => volume.Document.Purpose == VolumePurpose.Pay && Total(volume.Index).Exceeds(PayShare.One))
        .Select(volume => new Finding(Severity.Warning, "pays-over-100", Parts(volume.Index)[0].Place,
            $"More than all of '{volume.Name}' can be paid out: {Breakdown(volume.Index)}.",
            $"Lower the rates, limit the levels, or add a cap 'per: company' with 'at most: 60% * company {volume.Name}'."));

    /// <summary>The most that is paid of a volume, with its parts.</summary>
    public string Breakdown(int volume)
    {
        var parts = Parts(volume);
        var unlimited = parts.Where(part => part.Share.IsUnlimited).Select(part => $"'{part.Name}'").ToList();
        if (unlimited.Count > 0)
        {
            return $"{string.Join(", ", unlimited)} can pay every ancestor on the same order, however many there are";
        }

        var sum = string.Join(" + ", parts.Select(part => $"{part.Name} {part.Share}"));
        return parts.Count == 1 ? sum : $"{sum} = {Total(volume)}";
    }

    private VolumeShares Capped(BonusRule bonus, VolumeShares paid) => bonus.Cap is SingleValue { Formula: { } formula }
        ? paid.AtMost(bounds.Total(formula, bonus.CapPer == CapPer.Company ? Asked.ForTheCompany : Asked.BySeller))
        : paid;

    private VolumeShares Paid(BonusRule bonus) => bonus switch
    {
        GrantRule grant => Granted(grant),
        WalkRule { Rate: { } rate } walk => bounds.Total(walk.Of).Times(Factor(walk.Times)).Times(OnOnePath(walk, rate)),
        PairRule pair => bounds.Total(pair.Of).Times(PaysAnything(pair) ? PayShare.Unlimited : PayShare.Zero),
        ShareRule share => bounds.Total(share.Fund, Asked.ForTheCompany)
            .Times(share.Document.Normalised ? PayShare.One : Factor(share.Times)),
        _ => VolumeShares.None,
    };

    private VolumeShares Granted(GrantRule grant)
    {
        if (grant.Of is null)
        {
            return bounds.Total(grant.Amount);
        }

        // With the legs' own part deducted, one order is paid once on its path, at the highest rate.
        var difference = grant.LessLegs is { } legs && Likeness.Same(grant.Of, legs);
        return bounds.Total(grant.Of, difference ? Asked.OncePerPath : Asked.BySeller).Times(Factor(grant.Rate))
            .Times(Factor(grant.Times));
    }

    private static bool PaysAnything(PairRule pair) =>
        pair.Percent is not null || pair.Table.Count > 0 || pair.Cycles.Count > 0;

    /// <summary>The most that a factor comes to; a factor that depends on the data counts as one.</summary>
    private PayShare Factor(CompiledTable? table) => table is null ? PayShare.One : bounds.Most(table) ?? PayShare.One;

    /// <summary>The sum of the rates that all payees of one source get.</summary>
    private PayShare OnOnePath(WalkRule walk, CompiledTable rate)
    {
        var written = walk.Document;
        if (bounds.Most(rate) is not { } best || best == PayShare.Zero)
        {
            return walk.Total is { } most && bounds.Most(rate) is null ? PayShare.Of(most) : PayShare.Zero;
        }

        var levels = Levels(walk, rate);
        var sum = levels is { } known ? Sum(walk, rate, known) : written.Cascade ? best.Repeated() : PayShare.Unlimited;
        if (written.Less == WalkLess.RatesBelow)
        {
            var least = walk.AtLeast is null ? PayShare.Zero
                : Factor(walk.AtLeast) * (levels is { } many ? PayShare.Times(many) : PayShare.Unlimited);
            sum = PayShare.Min(sum, best + least);
        }
        else if (written.BlockedBy is WalkBlock.SameOrHigher or WalkBlock.Same && rate.Expressions.All(formula => formula.Unit != Unit.Number))
        {
            sum = PayShare.Min(sum, rate.Rates.Distinct().Aggregate(PayShare.Zero, (total, one) => total + PayShare.Of(one)));
        }

        return walk.Total is { } total ? PayShare.Min(sum, PayShare.Of(total)) : sum;
    }

    /// <summary>How many payees one source can have at most; null where nothing limits them.</summary>
    private int? Levels(WalkRule walk, CompiledTable rate)
    {
        if (walk.Document.Generation is { Pays: GenerationPays.Everyone })
        {
            return null;
        }

        long most = rate.MostLevels;
        if (walk.Depth is { } depth && bounds.Most(depth) is { IsUnlimited: false } deepest)
        {
            most = Math.Min(most, deepest.Whole);
        }

        var level = new SpotValue(SpotField.Level) { Unit = Unit.Count };
        most = Math.Min(most, new Demands(plan, walk.Receives).Of(level).High);
        return most > MostLevels ? null : (int)Math.Max(0, most);
    }

    private PayShare Sum(WalkRule walk, CompiledTable rate, int levels)
    {
        var (sum, amount) = (PayShare.Zero, PayShare.One);
        for (var level = walk.Document.Starts == WalkStart.Self ? 0 : 1; level <= levels; level++)
        {
            var one = bounds.Most(rate, level) ?? PayShare.Zero;
            amount = walk.Document.Cascade ? amount * one : one;
            sum += amount;
        }

        return sum;
    }
}
