using Shouldly;

namespace Compensation.Rules.Tests.Plans.Reference;

/// <summary>Generated files that are kept in the repository, so that a change of the language shows in a review.</summary>
internal static class ApprovedFiles
{
    /// <summary>Compares a generated text with the approved file, or, with COMPENSATION_APPROVE=1, replaces the file.</summary>
    public static void ShouldBeApproved(string generated, string path)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("COMPENSATION_APPROVE") == "1")
            File.WriteAllText(file, generated);
        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        approved.ShouldBe(
            generated,
            $"{path} is not what the code generates. To approve it: COMPENSATION_APPROVE=1 dotnet test tests/Rules.Tests");
    }
}
