using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Represents a named value that an explanation rests on, for programs; people read the reason's text.</summary>
/// <param name="Name">What it is, such as <c>base</c>, <c>rate</c> or <c>source</c>.</param>
/// <param name="Text">The value as text, exact.</param>
/// <param name="Unit">What the value stands for.</param>
/// <param name="Units">The value in smallest units; null for a seller, an order or a rate.</param>
/// <param name="Decimals">How many decimals <paramref name="Units"/> have.</param>
public sealed record Fact(string Name, string Text, Unit Unit = Unit.Number, long? Units = null, int Decimals = 0)
{
    /// <summary>A number with a unit.</summary>
    public static Fact Of(string name, long units, int decimals, Unit unit = Unit.Number) => new(name, Fixed.Format(units, decimals), unit, units, decimals);

    /// <summary>A rate, exact.</summary>
    public static Fact Of(string name, Rate rate) => new(name, rate.ToString());

    /// <summary>A seller.</summary>
    public static Fact Seller(string name, string id) => new(name, id, Unit.Seller);
}
