using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Formulas;
using NodaTime;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>The order of compilation, and of computation.</summary>
internal sealed partial class PlanCompiler
{
    /// <summary>Compiles the whole plan; with errors among the findings the result is incomplete and must not be used.</summary>
    public Plan? Compile(string text)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(document.Zone);
        if (zone is null)
        {
            Error("wrong-value", document.At("zone"), $"'{document.Zone}' is no IANA time zone.",
                Names.Suggest(document.Zone, DateTimeZoneProviders.Tzdb.Ids));
        }

        CheckDecimals(document.Decimals, document.At("decimals"));
        findings.AddRange(PlanCalendar.Check(document.Calendar));
        if (!PlanCalendar.TryParseCutoff(document.Cutoff, out var cutoff))
        {
            Error("wrong-value", document.At("cutoff"), $"'{document.Cutoff}' is no cut-off.", "Write 'none' or '14 days'.");
        }

        CompileRankNames();
        CompileAttributes();
        CompileTreeNames();
        CompileMeasureNames();
        CompileBonusNames();
        CompileVolumes();
        CompileMeasures();
        CompileTrees();
        CompileRanks();
        CompileBonuses();
        var feesWhen = document.Payout.Fees.Select(fee => Conditions(fee.When, new FormulaScope(About.Seller))).ToList();
        CompileMeasures();
        CheckLadder();
        CheckCircles();
        CheckCompanyFormulas();
        CheckDeclaredNames();
        CheckTreeColumns();
        CheckNumbers();
        CheckPayment();
        var ordered = InOrderOfReferences();
        return zone is null ? null : new Plan
        {
            Document = document,
            Text = text,
            Zone = zone,
            Calendar = new PlanCalendar(document.Calendar, zone, cutoff),
            Volumes = volumes,
            VolumeRules = volumeRules,
            SellerAttributes = sellerAttributes,
            OrderAttributes = orderAttributes,
            RecordedTrees = recordedTrees,
            Ranks = RankDomain.Values,
            RankDomain = RankDomain,
            Trees = trees,
            Measures = measures,
            OrderWindows = orderWindows,
            Ladder = ladder,
            LadderIsBottomUp = ladderIsBottomUp,
            RankFloor = rankFloor,
            RankCeiling = rankCeiling,
            RankGivenBy = rankGivenBy,
            Bonuses = ordered,
            Caps = caps,
            FeesWhen = feesWhen,
            OwnerAttribute = OwnerAttribute,
        };
    }

    /// <summary>The bonuses so that each comes after those whose earnings it reads; otherwise as written.</summary>
    private List<BonusRule> InOrderOfReferences()
    {
        var ordered = new List<BonusRule>();
        var path = new List<BonusRule>();
        foreach (var bonus in bonuses)
        {
            Visit(bonus);
        }

        return ordered;

        void Visit(BonusRule bonus)
        {
            if (ordered.Contains(bonus))
            {
                return;
            }

            if (path.Contains(bonus))
            {
                var circle = path.SkipWhile(step => step != bonus).Append(bonus).Select(step => step.Name);
                Error("cycle", bonus.Document.Place, $"The bonus '{bonus.Name}' depends on its own amounts: {string.Join(" → ", circle)}.",
                    "Let one of them build on something else.");
                return;
            }

            path.Add(bonus);
            foreach (var needed in EarningsRead(bonus.Reads, []).Order())
            {
                if (bonuses.FirstOrDefault(other => other.Index == needed) is { } other)
                {
                    Visit(other);
                }
            }

            path.RemoveAt(path.Count - 1);
            ordered.Add(bonus);
        }
    }

    private HashSet<int> EarningsRead(IEnumerable<Expression> expressions, HashSet<int> seenMeasures)
    {
        var read = new HashSet<int>();
        foreach (var expression in expressions)
        {
            expression.Any(part =>
            {
                if (part is Column { Key.Kind: ColumnKind.Earnings } earnings)
                {
                    read.Add(earnings.Key.Index);
                }
                else if (part is Column { Key.Kind: ColumnKind.Measure } measure && seenMeasures.Add(measure.Key.Index))
                {
                    read.UnionWith(EarningsRead(measures[measure.Key.Index].Reads, seenMeasures));
                }

                return false;
            });
        }

        return read;
    }
}
