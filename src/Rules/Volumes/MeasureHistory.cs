using System.Globalization;
using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Volumes;

/// <summary>Measures over several periods: earlier values come from the carry, and this period's goes into the next.</summary>
internal static class MeasureHistory
{
    /// <summary>The carry item of a measure's value so many periods ago.</summary>
    private static string Item(Measure measure, int periodsAgo) => string.Create(CultureInfo.InvariantCulture, $"measure/{Key(measure)}/{periodsAgo}");

    /// <summary>The measure's value of one earlier period alone.</summary>
    private static long[] Carried(Frame frame, Measure measure, int periodsAgo) =>
        frame.Carried.Item(Item(measure, periodsAgo), measure.PeriodDecimals);

    /// <summary>The carry item of a measure's value in the period before, whatever its window was.</summary>
    private static string Before(Measure measure) => $"measure/{Key(measure)}/before";

    /// <summary>The measure's value in the period before, whatever its window was.</summary>
    public static long[] Previous(Frame frame, Measure measure) => frame.Carried.Item(Before(measure), measure.Decimals);

    /// <summary>The measure's value over its window.</summary>
    public static long[] Across(Frame frame, Measure measure, long[] now)
    {
        switch (measure.Spec.Window)
        {
            case Window.PreviousPeriod:
                return Carried(frame, measure, 1);
            case Window.LastPeriods last:
                var result = Start(measure, now);
                for (var ago = 1; ago < last.Count; ago++)
                {
                    Join(measure, result, Carried(frame, measure, ago));
                }

                return result;
            default:
                var running = Start(measure, now);
                if (Continues(frame, measure))
                {
                    Continue(frame, measure, running);
                }

                return running;
        }
    }

    /// <summary>What a measure leaves to the next period, by carry item.</summary>
    public static IEnumerable<(string Item, long[] Values, int Decimals)> Leaves(Frame frame, Measure measure)
    {
        if (measure.KeepsBefore)
        {
            yield return (Before(measure), frame.Column(new Plans.Formulas.ColumnKey(Plans.Formulas.ColumnKind.Measure, measure.Index)), measure.Decimals);
        }

        if (measure.Keeps == 0)
        {
            yield break;
        }

        if (measure.Spec.Window is not (Window.LastPeriods or Window.PreviousPeriod))
        {
            yield return (Running(measure), Across(frame, measure, MeasureColumns.ThisPeriod(frame, measure)), measure.Decimals);
            yield break;
        }

        yield return (Item(measure, 1), MeasureColumns.ThisPeriod(frame, measure), measure.PeriodDecimals);
        for (var ago = 2; ago <= measure.Keeps; ago++)
        {
            yield return (Item(measure, ago), Carried(frame, measure, ago - 1), measure.PeriodDecimals);
        }
    }

    private static string Key(Measure measure) => measure.Name.Length > 0 ? measure.Name : measure.Spec.Of!.Text;

    private static string Running(Measure measure) => $"measure/{Key(measure)}/running";

    /// <summary>Whether the running value of the period before is still of the same quarter or year.</summary>
    private static bool Continues(Frame frame, Measure measure) =>
        frame.Plan.Calendar.AgesOf(measure.Spec.Window, frame.Snapshot.Period) is { Oldest: > 0 };

    /// <summary>Joins the running value of the periods before; who was not there yet has none.</summary>
    private static void Continue(Frame frame, Measure measure, long[] running)
    {
        var earlier = frame.Carried.Item(Running(measure), measure.Decimals);
        if (measure.Spec.Across is Plans.Documents.Across.Lowest or Plans.Documents.Across.Highest)
        {
            var known = frame.Carried.Numbers.ToHashSet();
            for (var seller = 0; seller < running.Length; seller++)
            {
                earlier[seller] = known.Contains(seller) ? earlier[seller] : running[seller];
            }
        }

        Join(measure, running, earlier, alreadyCounted: true);
    }

    private static long[] Start(Measure measure, long[] now) =>
        measure.Spec.Across == Plans.Documents.Across.Count ? Array.ConvertAll(now, value => value != 0 ? 1L : 0L) : (long[])now.Clone();

    private static void Join(Measure measure, long[] result, long[] earlier, bool alreadyCounted = false)
    {
        for (var seller = 0; seller < result.Length; seller++)
        {
            result[seller] = measure.Spec.Across switch
            {
                Plans.Documents.Across.Sum => checked(result[seller] + earlier[seller]),
                Plans.Documents.Across.Highest => Math.Max(result[seller], earlier[seller]),
                Plans.Documents.Across.Lowest => Math.Min(result[seller], earlier[seller]),
                _ => result[seller] + (alreadyCounted ? earlier[seller] : earlier[seller] != 0 ? 1 : 0),
            };
        }
    }
}
