using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Represents a commission line as both sides are compared by it.</summary>
internal sealed record Line(string Bonus, string Kind, string Payee, string Source, string Order, int Level, Fraction Amount);

/// <summary>What the oracle leaves from one month to the next.</summary>
internal sealed record OracleCarry
{
    public Dictionary<Member, int> Rank { get; init; } = [];

    public Dictionary<Member, int> Title { get; init; } = [];

    public Dictionary<Member, int> GraceUsed { get; init; } = [];

    /// <summary>The ranks of the periods in a row that were below the title.</summary>
    public Dictionary<Member, IReadOnlyList<int>> Below { get; init; } = [];

    /// <summary>Unused volume of pairs: by bonus, seller and leg, the volumes of the last periods, the youngest first.</summary>
    public Dictionary<(string Bonus, Member Member, int Leg), IReadOnlyList<Fraction>> Legs { get; init; } = [];

    public Dictionary<(string Bonus, Member Member), Fraction> Accrued { get; init; } = [];

    public Dictionary<Member, Fraction> Balance { get; init; } = [];

    public Dictionary<(string Name, Member Member), Fraction> Values { get; init; } = [];
}
