using Compensation.Rules.Explaining;
using Orleans;

namespace Compensation.Grains.Statements;

/// <summary>Represents a statement, or why there is none.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Refusal">Why there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement-answer")]
public sealed record StatementAnswer(StatementView? Statement, Refusal? Refusal);

/// <summary>Represents an explanation, or why there is none.</summary>
/// <param name="Explanation">The explanation.</param>
/// <param name="Refusal">Why there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.explanation-answer")]
public sealed record ExplanationAnswer(ReasonView? Explanation, Refusal? Refusal);

/// <summary>Represents one step of an explanation as it travels; see <see cref="Reason"/>.</summary>
/// <param name="Text">The step for people.</param>
/// <param name="Facts">The values in the text, for programs.</param>
/// <param name="Because">What the step rests on.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.reason")]
public sealed record ReasonView(string Text, IReadOnlyList<FactView> Facts, IReadOnlyList<ReasonView> Because)
{
    internal static ReasonView Of(Reason reason) => new(reason.Text,
        [.. reason.Facts.Select(fact => new FactView(fact.Name, fact.Text, $"{fact.Unit}".ToLowerInvariant(), fact.Units, fact.Decimals))],
        [.. reason.Because.Select(Of)]);
}

/// <summary>Represents a named value as it travels; see <see cref="Fact"/>.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">The value as text, exact.</param>
/// <param name="Unit">What the value stands for, in a word.</param>
/// <param name="Units">The value in smallest units; null for a seller, an order or a rate.</param>
/// <param name="Decimals">How many decimals the units have.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.fact")]
public sealed record FactView(string Name, string Text, string Unit, long? Units, int Decimals);
