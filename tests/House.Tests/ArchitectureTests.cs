using System.Reflection;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>Arrows point down only: Silo → Api → Grains → Ledger → Rules. Rules knows NodaTime and YamlDotNet, and nothing of ours.</summary>
public sealed class ArchitectureTests
{
    /// <summary>The projects of <c>src</c> from the bottom up; each may know those before it.</summary>
    private static readonly string[] Layers = ["Rules", "Ledger", "Grains", "Api", "Silo"];

    /// <summary>Stand-ins for packages: they know nothing of ours, and every layer but Rules may know them.</summary>
    private static readonly string[] StandIns = ["Embedded/Orleans", "Embedded/Grpc"];

    private static readonly string[] PackagesOfRules = ["NodaTime", "YamlDotNet"];

    private static readonly string[] PackagesOfDatabases = ["EntityFrameworkCore", "Npgsql", "Sqlite", "SqlClient"];

    public static TheoryData<string> Projects => [.. Layers];

    public static TheoryData<string> StandInProjects => [.. StandIns];

    [Fact]
    public void Source_EveryProject_IsALayer()
    {
        var projects = Repository.FilesBelow("src", ".csproj").Select(file => file.Path);

        projects.ShouldBe(
            Layers.Concat(StandIns).Select(ProjectPath), ignoreOrder: true, "a new project needs its place in ArchitectureTests.Layers.");
    }

    [Theory]
    [MemberData(nameof(StandInProjects))]
    public void StandIn_References_NameNothingOfOurs(string project)
    {
        Items(project, "ProjectReference").ShouldBeEmpty($"{ProjectPath(project)}: a stand-in is thrown away with the package's coming.");
        Repository.Sources($"src/{project}").Where(file => file.Code.Contains("Compensation", StringComparison.Ordinal)).Select(file => file.Path)
            .ShouldBeEmpty("the stand-in's namespaces are the package's, and it uses none of ours.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointDownOnly(string layer)
    {
        var references = Items(layer, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

        references.Except(Below(layer).Concat(StandInsFor(layer).Select(project => Path.GetFileName(project))))
            .ShouldBeEmpty($"{ProjectPath(layer)}: remove these references, or move the code that needs them up.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_PointDownOnly(string layer)
    {
        var ours = ReferencesOf(layer).Where(name => name.StartsWith("Compensation.", StringComparison.Ordinal));

        ours.Except(Below(layer).Concat(StandInsFor(layer)).Select(below => "Compensation." + below.Replace('/', '.')))
            .ShouldBeEmpty($"Compensation.{layer}.dll uses layers above itself: move the code that needs them up.");
    }

    [Fact]
    public void Rules_Packages_AreNodaTimeAndYamlDotNetOnly() =>
        Items("Rules", "PackageReference").Except(PackagesOfRules)
            .ShouldBeEmpty($"{ProjectPath("Rules")}: Rules stays pure; use such packages from Ledger or Silo.");

    [Fact]
    public void Databases_Packages_AreLedgersOnly() =>
        Layers.Where(layer => layer != "Ledger").SelectMany(layer => Items(layer, "PackageReference"))
            .Where(package => PackagesOfDatabases.Any(package.Contains))
            .ShouldBeEmpty("Ask Ledger for what you need; only it speaks to a database.");

    [Fact]
    public void Rules_Assembly_KnowsNodaTimeYamlDotNetAndTheBaseLibraryOnly()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var foreign = ReferencesOf("Rules").Except(PackagesOfRules)
            .Where(name => !File.Exists(Path.Combine(runtime, name + ".dll")));

        foreign.ShouldBeEmpty("Compensation.Rules.dll uses these assemblies; Rules stays pure.");
    }

    private static IEnumerable<string> Below(string layer) => Layers.TakeWhile(other => other != layer);

    private static string[] StandInsFor(string layer) => layer == "Rules" ? [] : StandIns;

    private static string ProjectPath(string project) => $"src/{project}/{Path.GetFileName(project)}.csproj";

    private static IEnumerable<string> ReferencesOf(string layer) =>
        Assembly.Load("Compensation." + layer).GetReferencedAssemblies().Select(name => name.Name!);

    private static IEnumerable<string> Items(string layer, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, ProjectPath(layer))).Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value);
}
