using Shouldly;
using Xunit;

namespace Compensation.Vectors.Tests;

/// <summary>Published worked examples: every amount and state is reproduced to the last digit by a plan file and data files
/// alone.</summary>
[Trait("Category", "Vectors")]
public class VectorTests(VectorLog log) : IClassFixture<VectorLog>
{
    private const int Published = 76;
    private const int AtLeastReproduced = 73;

    /// <summary>The ids of all vectors.</summary>
    public static TheoryData<string> Ids { get; } = new(Vector.Ids);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Vector_EveryPublishedFigure_IsReproduced(string id)
    {
        var outcome = Outcome.Of(id);

        log.Write(outcome.ToString());
        outcome.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void Vectors_AllTogether_AreThereAndAlmostAllAreReproduced()
    {
        var outcomes = Vector.Ids.Select(Outcome.Of).ToList();

        var reproduced = outcomes.Count(outcome => outcome.IsReproduced);
        log.Write($"vectors: {reproduced} of {outcomes.Count} reproduced");
        Vector.Ids.Distinct().Count().ShouldBe(Published);
        reproduced.ShouldBeGreaterThanOrEqualTo(AtLeastReproduced);
    }
}
