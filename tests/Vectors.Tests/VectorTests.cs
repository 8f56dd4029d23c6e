using Shouldly;
using Xunit;

namespace Compensation.Vectors.Tests;

/// <summary>Published worked examples: every amount and state is reproduced to the last digit by a plan file and data files alone.</summary>
[Trait("Category", "Vectors")]
public class VectorTests
{
    /// <summary>The ids of all vectors.</summary>
    public static TheoryData<string> Ids { get; } = new(Vector.Ids);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Vector_EveryPublishedFigure_IsAskedForOnce(string id)
    {
        var vector = Vector.Read(id);

        Figures.Unasked("expected", vector.Expected, vector.Cases.Expected)
            .Concat(Figures.Unasked("expected_state", vector.State, vector.Cases.State))
            .ShouldBeEmpty();
    }
}
