using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Bonuses;

/// <summary>A witness who adds up what a bonus promises and what of it is lost.</summary>
internal struct BreakageSum : IWitness
{
    private readonly long[] lost = new long[Enum.GetValues<BreakageReason>().Length];
    private long promised;

    public BreakageSum()
    {
    }

    public static bool Watches => true;

    public static bool MeetsEverybody => false;

    /// <summary>Adds up a closed period, by the code that paid it.</summary>
    /// <param name="frame">The close, after its run.</param>
    /// <param name="lines">Its lines.</param>
    public static Breakage Of(Frame frame, Lines lines)
    {
        var (received, cut) = Received(lines);
        var bonuses = new List<BonusBreakage>();
        foreach (var rule in frame.Plan.Bonuses.OrderBy(rule => rule.Index))
        {
            var sum = new BreakageSum();
            if (CloseWork.IsRunning(rule, frame.Snapshot.Period))
            {
                Watch(frame, rule, ref sum);
            }

            // A pair tells of its own cap: not all that it takes away is lost.
            sum.lost[(int)BreakageReason.Limit] += rule is PairRule { CapsItself: true } ? 0 : cut[rule.Index];
            bonuses.Add(sum.ToBreakage(rule.Name, received[rule.Index]));
        }

        foreach (var (index, cap) in frame.Plan.Caps.Index())
        {
            var sum = new BreakageSum();
            var line = frame.Plan.Document.Bonuses.Count + index;
            sum.lost[(int)BreakageReason.Limit] = cut[line];
            bonuses.Add(sum.ToBreakage(cap.Document.Name, received[line]));
        }

        return new Breakage(bonuses);
    }

    public void See(in Event what)
    {
        if (what.Outcome is Outcome.Paid or Outcome.TooSmall)
        {
            promised = checked(promised + what.Price.Amount);
        }
        else if (what.IsLost)
        {
            promised = checked(promised + what.Price.Amount);
            lost[(int)ReasonOf(what.Outcome)] += what.Price.Amount;
        }
        else
        {
            return;
        }

        promised = checked(promised + what.Price.Cut);
        lost[(int)BreakageReason.Limit] += what.Price.Cut;
    }

    public readonly void See(PairBalance balance)
    {
    }

    private readonly BonusBreakage ToBreakage(string name, long received)
    {
        var reasons = new SortedDictionary<BreakageReason, long>();
        foreach (var reason in Enum.GetValues<BreakageReason>().Where(HasTaken))
        {
            reasons[reason] = lost[(int)reason];
        }

        return new BonusBreakage(name, promised, received, reasons);
    }

    private readonly bool HasTaken(BreakageReason reason) => lost[(int)reason] != 0;

    /// <summary>What sellers earned by each bonus or cap, and what its cap took away.</summary>
    private static (long[] Received, long[] Cut) Received(Lines lines)
    {
        var (received, cut) = (new long[lines.BonusNames.Count], new long[lines.BonusNames.Count]);
        for (var line = 0; line < lines.Count; line++)
        {
            if (lines.Kind[line] is LineKind.Pay or LineKind.Cap)
            {
                received[lines.Bonus[line]] = checked(received[lines.Bonus[line]] + lines.Amount[line]);
                cut[lines.Bonus[line]] -= lines.Kind[line] == LineKind.Cap ? lines.Amount[line] : 0;
            }
        }

        return (received, cut);
    }

    private static void Watch(Frame frame, BonusRule rule, ref BreakageSum sum)
    {
        switch (rule)
        {
            case WalkRule walk:
                foreach (var bonus in WalkBonus.ByEpoch(frame, walk))
                {
                    bonus.Watch(ref sum);
                }

                break;
            case GrantRule grant:
                new GrantBonus(frame, grant).Watch(ref sum);
                break;
            case PairRule pair:
                new PairBonus(frame, pair).Watch(ref sum);
                break;
            case ShareRule share:
                new ShareBonus(frame, share).Watch(ref sum);
                break;
            case GuaranteeRule guarantee:
                new GuaranteeBonus(frame, guarantee).Watch(ref sum);
                break;
            case BoardRule board:
                new BoardBonus(frame, board).Pay(ref sum);
                break;
            case CustomRule custom:
                new CustomWork(frame, custom).Pay(ref sum);
                break;
            default:
                throw new InvalidOperationException($"Unknown form of bonus {rule.GetType().Name}.");
        }
    }

    private static BreakageReason ReasonOf(Outcome outcome) => outcome switch
    {
        Outcome.NotReceived or Outcome.NoLevel => BreakageReason.NotQualified,
        Outcome.TooDeep => BreakageReason.TooDeep,
        Outcome.Unfilled => BreakageReason.NobodyQualified,
        Outcome.NoUpline => BreakageReason.NoUpline,
        Outcome.Flushed => BreakageReason.Flushed,
        Outcome.NotShared => BreakageReason.NotShared,
        _ => throw new InvalidOperationException($"What is {outcome} is not lost."),
    };
}
