using System.Text.Json;
using Compensation.Grains;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Rules.Plans;

namespace Compensation.Silo.Output;

/// <summary>Prints where a period stands, and why a request about it was refused.</summary>
internal static class PeriodReport
{
    private const int MostChanges = 20;

    /// <summary>Prints a period.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="state">The period.</param>
    /// <param name="plan">The plan, for the decimals of amounts.</param>
    /// <param name="isRepeated">Whether what was asked for had been done before.</param>
    /// <param name="changes">What its last two runs pay differently.</param>
    public static void Print(Terminal terminal, PeriodState state, Plan plan, bool isRepeated, RunChanges? changes = null)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => Write(json, state, plan, isRepeated, changes));
            return;
        }

        terminal.WriteLine($"{state.Period!.Name} is {Word(state)}{(isRepeated ? ", as before" : "")}.");
        if (state.Stopped is { } stopped)
        {
            terminal.WriteLine($"The close has stopped: {stopped.Live.Different:N0} of {stopped.Live.Compared:N0} amounts are not those of the live result. "
                + $"First: {stopped.Live.Where}.");
        }

        if (state.Result is { } result)
        {
            terminal.WriteLine($"Run {result.Run} as of ledger sequence {state.AsOf}: earned {Amounts.Format(result.Earned, plan.Decimals)} "
                + $"{plan.Document.Currency}, payouts {Show(result.Payments)}; root {result.Root}.");
            if (state.Status == PeriodStatus.Calculated && !state.IsBeingRestated)
            {
                terminal.WriteLine(state.Compared is { } compared ? $"Each of {compared.Compared:N0} lines and payments is the live one, to the cent"
                    + $"{(compared.Source == LiveSource.Followed ? "." : "; nobody had followed the period, so the live one was retraced entry by entry.")}"
                    : "An earlier version of the program has closed the period, without a live result to hold it against.");
            }
        }

        if (state.Result?.Review is { } review)
        {
            terminal.WriteLine($"It has to be reviewed: {review}");
        }

        if (state.Prepared is { } prepared)
        {
            terminal.WriteLine($"Prepared {Show(prepared)}, held back {Show(state.HeldBack)}, arrived {Show(state.Confirmed)}.");
        }

        PrintChanges(terminal, changes, plan);
    }

    /// <summary>Prints periods, the earliest first.</summary>
    public static void PrintList(Terminal terminal, IReadOnlyList<PeriodState> states, Plan? plan)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (var state in states)
                {
                    Write(json, state, plan!, isRepeated: false, null);
                }

                json.WriteEndArray();
            });
            return;
        }

        var table = Tables.New("Periods", "Period", "From", "To", "Orders until", "Stands", ">Run", $">{plan?.Document.Currency}");
        foreach (var state in states)
        {
            var (period, result) = (state.Period!, state.InForce ?? state.Result);
            table.Row(period.Name, $"{period.First:uuuu-MM-dd}", $"{period.Last:uuuu-MM-dd}", $"{period.Cutoff:uuuu-MM-dd'T'HH:mm'Z'}", Word(state),
                result is null ? "" : $"{result.Run}", result is null ? "" : Amounts.Format(result.Earned, plan!.Decimals));
        }

        terminal.People.Write(table);
    }

    /// <summary>Prints why something is refused.</summary>
    public static void PrintRefusal(Terminal terminal, Refusal refusal)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("refused", refusal.Code.ToString());
                json.WriteString("field", refusal.Field);
                json.WriteString("value", refusal.Value);
                json.WriteString("message", refusal.Message);
                json.WriteString("remedy", refusal.Remedy);
                json.WriteEndObject();
            });
        }
        else
        {
            terminal.Complain($"{refusal.Field} '{refusal.Value}': {refusal.Message} {refusal.Remedy}");
        }
    }

    private static void PrintChanges(Terminal terminal, RunChanges? changes, Plan plan)
    {
        if (changes is null)
        {
            return;
        }

        terminal.WriteLine($"Against run {changes.Before}, run {changes.Run} pays {changes.Changes.Count:N0} sellers differently, together "
            + $"{Amounts.Format(changes.Total, plan.Decimals)} {plan.Document.Currency}.");
        if (changes.Changes.Count > 0)
        {
            var table = Tables.New("Largest changes", "Seller", $">{plan.Document.Currency}");
            foreach (var change in changes.Changes.OrderByDescending(change => Math.Abs(change.Amount)).Take(MostChanges))
            {
                table.Row(change.Seller, Amounts.Format(change.Amount, plan.Decimals));
            }

            terminal.People.Write(table);
        }
    }

    private static void Write(Utf8JsonWriter json, PeriodState state, Plan plan, bool isRepeated, RunChanges? changes)
    {
        json.WriteStartObject();
        json.WriteString("period", state.Period!.Name);
        json.WriteString("status", Word(state));
        json.WriteNumber("version", state.Version);
        json.WriteBoolean("repeated", isRepeated);
        if (state.Stopped?.Live is { } live)
        {
            json.WriteNumber("different", live.Different);
            json.WriteString("where", live.Where);
        }

        if (state.Result is { } result)
        {
            json.WriteNumber("run", result.Run);
            json.WriteNumber("as of", state.AsOf);
            json.WriteString("root", result.Root);
            json.WriteAmount("earned", result.Earned, plan.Decimals);
            json.WriteString("review", result.Review);
            json.WriteNumber("held against live", state.Compared?.Compared ?? 0);
        }

        json.WriteStartArray("held");
        foreach (var seller in state.Held.Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(seller);
        }

        json.WriteEndArray();
        if (changes is not null)
        {
            json.WriteNumber("against run", changes.Before);
            json.WriteStartArray("changes");
            foreach (var change in changes.Changes)
            {
                json.WriteStartObject();
                json.WriteString("seller", change.Seller);
                json.WriteAmount("amount", change.Amount, plan.Decimals);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Word(PeriodState state) => state.Status switch
    {
        PeriodStatus.Open => "open",
        PeriodStatus.Closing => "closing",
        PeriodStatus.Calculated => "calculated",
        PeriodStatus.Approved => "approved",
        PeriodStatus.Paid => "paid",
        _ => "being restated",
    };

    private static string Show(PayoutTotals totals) => totals.IsNone
        ? "nothing"
        : string.Join(", ", totals.ByCurrency.Select(total => $"{total.Value.Count:N0} in {total.Key}"));
}
