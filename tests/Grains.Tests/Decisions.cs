using Shouldly;

namespace Compensation.Grains.Tests;

/// <summary>What tests expect of a decision.</summary>
internal static class Decisions
{
    public static IReadOnlyList<TEvent> ShouldBeAccepted<TEvent>(this Decision<TEvent> decision) =>
        decision.ShouldBeOfType<Decision<TEvent>.Accepted>($"{decision}").Events;

    public static TEvent ShouldRepeat<TEvent>(this Decision<TEvent> decision) =>
        decision.ShouldBeOfType<Decision<TEvent>.Repeated>($"{decision}").First;

    /// <summary>A refusal with its code and field; it always has a value, a message and a remedy to show.</summary>
    public static Refusal ShouldBeRefused<TEvent>(this Decision<TEvent> decision, RefusalCode code, string field)
    {
        var refusal = decision.ShouldBeOfType<Decision<TEvent>.Refused>($"{decision}").Refusal;
        (refusal.Code, refusal.Field).ShouldBe((code, field), $"{refusal}");
        refusal.Message.ShouldEndWith(".");
        refusal.Remedy.ShouldEndWith(".");
        return refusal;
    }
}
