using System.Text.RegularExpressions;
using Compensation.Api.Shared.Access;
using Compensation.Silo.Serving;
using Microsoft.AspNetCore.Builder;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-settings-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Settings_ComeFromTheFile_AndTheCommandLineBeforeIt()
    {
        var (options, _) = Read("""{ "Ledger": "a.db", "Listen": "127.0.0.1:1", "Api": { "Issuer": "https://id.example" }, "Grains": { "MostCalls": 7 } }""",
            ("Listen", "127.0.0.1:2"));

        options.ShouldNotBeNull();
        (options.Ledger, options.Listen, options.Api.Issuer, options.Grains.MostCalls).ShouldBe(("a.db", "127.0.0.1:2", "https://id.example", 7));
    }

    [Theory]
    [InlineData("""{ "Leger": "a.db" }""", "Leger = 'a.db' (")]
    [InlineData("""{ "Api": { "Isuer": "x" } }""", "Api:Isuer = 'x' (")]
    [InlineData("""{ "Grains": { "Engine": "9" } }""", "Grains:Engine = '9' (")]
    [InlineData("""{ "Grains": { "MostCalls": 0 } }""", "Grains:MostCalls = '0' (")]
    [InlineData("""{ "Grains": { "CloseShare": 0 } }""", "The field CloseShare must be between 0.01 and 1.")]
    [InlineData("""{ "ShutdownSeconds": "soon" }""", "Give a whole number.")]
    [InlineData("""{ "LogLevel": "Loud" }""", "Give one of Trace, Debug, ")]
    [InlineData("""{ "Telemetry": { "Endpoint": "here" } }""", "Telemetry:Endpoint = 'here' (")]
    [InlineData("""{ "Ledger": "" }""", "Ledger")]
    [InlineData("{", "cannot be read")]
    public void Settings_UnknownOrOutOfRange_AreRefusedByName(string file, string named)
    {
        var (options, findings) = Read(file);

        options.ShouldBeNull();
        findings.ShouldHaveSingleItem().ShouldContain(named);
    }

    [Fact]
    public void Settings_OfAllPlaces_AreNamedWithTheirPlace()
    {
        const string Variable = "COMPENSATION__Api__StreamedAtOnce";
        Environment.SetEnvironmentVariable(Variable, "none");
        try
        {
            var (_, findings) = Read("""{ "Api": { "CallsAtOnce": "many" } }""", ("Api:CallsPerSecond", "few"));

            findings.Count.ShouldBe(3);
            findings.ShouldContain(finding => finding.StartsWith("Api:CallsAtOnce = 'many' (", StringComparison.Ordinal) && finding.Contains("settings.json"));
            findings.ShouldContain("Api:StreamedAtOnce = 'none' (variable COMPENSATION__Api__StreamedAtOnce): "
                + "This is not what the setting takes. Give a whole number.");
            findings.ShouldContain("Api:CallsPerSecond = 'few' (command line): This is not what the setting takes. Give a whole number.");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void Settings_AllOfThem_AreInTheReference()
    {
        var listed = Regex.Matches(Repository.Read("docs/reference/api.md") + Repository.Read("docs/reference/telemetry.md"), "`([A-Za-z:]+)`")
            .Select(name => name.Groups[1].Value).ToHashSet();

        ServerSettings.Known.Keys.Where(name => !listed.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.0.0.0:5151", "Certificate")]
    [InlineData("localhost", "no address")]
    public async Task Server_ListeningWhereItMustNot_DoesNotStart(string listen, string says) =>
        (await OpenAsync(new ServerOptions { Listen = listen }, "Development")).Message.ShouldContain(says);

    [Fact]
    public async Task Server_OutsideDevelopment_IssuesNoTokens() =>
        (await OpenAsync(new ServerOptions { Listen = "127.0.0.1:0" }, "Production")).Message.ShouldContain("Api:Issuer");

    [Fact]
    public void DevelopmentIssuer_OutsideDevelopment_IsNotMade()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Staging" });

        Should.Throw<InvalidOperationException>(() => new DevelopmentIssuer(builder.Environment, "compensation", SystemClock.Instance))
            .Message.ShouldContain("Staging");
    }

    private async Task<InvalidOperationException> OpenAsync(ServerOptions options, string environment) => await Should.ThrowAsync<InvalidOperationException>(
        () => Server.OpenAsync(options with { Ledger = Path.Combine(folder.FullName, "l.db") }, environment, SystemClock.Instance, default));

    private (ServerOptions? Options, IReadOnlyList<string> Findings) Read(string json, params (string Key, string Value)[] commandLine)
    {
        var file = Path.Combine(folder.FullName, "settings.json");
        File.WriteAllText(file, json);
        return ServerSettings.Read(file, commandLine.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
    }
}
