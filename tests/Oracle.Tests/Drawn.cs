using Compensation.Oracle.Tests.Drawing;
using Compensation.Oracle.Tests.Model;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Oracle.Tests;

/// <summary>A small company for cases with a hand calculation, and its closes.</summary>
internal static class Drawn
{
    private const string Head = """
        plan: Case
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes: { PV: {}, CV: {} }
        trees: { enrolment: {}, placement: { legs: [left, right] } }

        """;

    /// <summary>Reads rows such as <c>B A left 100 50</c>: a seller, their parent in both trees, their leg, and what they buy month by month.</summary>
    public static Company Company(params string[] rows)
    {
        var company = new Company();
        foreach (var words in rows.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var parent = company.Members.Find(member => member.Id == words[1]);
            var joined = Instant.FromUtc(2025, 1, 1, 0, 0).Plus(Duration.FromDays(company.Members.Count)).ToUnixTimeMilliseconds();
            var member = new Member(words[0], joined) { Sponsor = parent, Place = parent, Leg = words[2] switch { "left" => 0, "right" => 1, _ => -1 } };
            company.Members.Add(member);
            foreach (var (text, month) in words.Skip(3).Select((text, index) => (text, index + 1)))
            {
                var (placed, value) = (Instant.FromUtc(2026, month, 10, 0, 0).ToUnixTimeMilliseconds(), Fraction.Parse(text));
                var volumes = new Dictionary<string, Fraction> { ["PV"] = value, ["CV"] = value };
                company.Sales.Add(new Sale($"o{month}-{member.Id}", member, null, month, placed, volumes, null));
            }
        }

        return company;
    }

    /// <summary>Closes one month after the other under a plan of which only the measures, ranks and bonuses are given.</summary>
    public static IReadOnlyList<Closed> Close(string plan, Company company, int months = 1)
    {
        var check = EngineRun.Check(Head + plan);
        var (carry, closed) = (Carry.None, new List<Closed>());
        for (var month = 1; month <= months; month++)
        {
            var snapshot = EngineRun.Snapshot(check, company, month, carry, new Dice(month));
            closed.Add(new Closed(check, snapshot, PeriodClose.Close(check, snapshot, threads: 1)));
            carry = closed[^1].Result.Carry;
        }

        return closed;
    }
}

/// <summary>A closed month.</summary>
internal sealed record Closed(Plan Plan, Snapshot Snapshot, Result Result)
{
    /// <summary>What everybody gets, as <c>A 10, B 2.5</c>, in order of id.</summary>
    public string Pay => string.Join(", ", EngineRun.Lines(Plan, Snapshot, Result)
        .GroupBy(line => line.Payee).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key} {Fraction.Sum(group.Select(line => line.Amount))}"));

    /// <summary>A measure of a seller.</summary>
    public string Measure(string name, string seller)
    {
        var column = Result.Measures.Single(measure => measure.Name == name);
        return Fraction.Of(column.Values[Result.Sellers.Find(seller)], column.Decimals).ToString();
    }
}
