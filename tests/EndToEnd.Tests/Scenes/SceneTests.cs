using System.Text.Json;
using Compensation.Api.V1;
using Compensation.EndToEnd.Tests.Running;
using Compensation.Testing;
using Google.Protobuf.Reflection;
using Google.Rpc;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Xunit;

namespace Compensation.EndToEnd.Tests.Scenes;

/// <summary>The real program, over the network, by stock clients of other makers: a storefront's day, a finance close with two people, sellers looking, and
/// then a tenant who tries all of it with their own keys and tokens. What is expected stands in the scenes, calculated by hand there and at
/// <see cref="LifeCompany"/>.</summary>
[Trait("Category", "Interop")]
public sealed class SceneTests
{
    private const string Folder = "EndToEnd.Tests/Scenes/";

    [NodeFact]
    public Task Scenes_ByGrpcJs_OnSqlite() => PlayAsync(OtherClients.NodeAsync, "play.js", ledger: null);

    [PythonFact]
    public Task Scenes_ByPython_OnSqlite() => PlayAsync(OtherClients.PythonAsync, "play.py", ledger: null);

    [NodeFact(NeedsPostgreSql = true)]
    public Task Scenes_ByGrpcJs_OnPostgreSql() => PlayAsync(OtherClients.NodeAsync, "play.js", $"postgresql:{PostgreSqlServer.Shared.CreateDatabase()}");

    [PythonFact(NeedsPostgreSql = true)]
    public Task Scenes_ByPython_OnPostgreSql() => PlayAsync(OtherClients.PythonAsync, "play.py", $"postgresql:{PostgreSqlServer.Shared.CreateDatabase()}");

    private static async Task PlayAsync(Func<string, string[], Task<string>> play, string script, string? ledger)
    {
        using var company = await LifeCompany.CreateAsync(ledger);
        await using var program = await company.ServeAsync();
        var settings = Path.Combine(company.Folder, "settings.json");
        await File.WriteAllTextAsync(settings, await SettingsAsync(company, program));

        var said = await play(Folder + script, [settings, .. new[] { "storefront", "finance", "seller" }.Select(scene => $"{Folder}{scene}.json")]);

        said.ShouldContain("all scenes played");
        (await program.StopAsync()).ShouldBe(0);
        program.Lines.Where(line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static async Task<string> SettingsAsync(ServedLedger company, RunningProgram program)
    {
        var descriptors = Path.Combine(company.Folder, "descriptors");
        await File.WriteAllBytesAsync(descriptors, Descriptors());
        var now = SystemClock.Instance.GetCurrentInstant();
        return JsonSerializer.Serialize(new
        {
            address = program.Address.Authority,
            protos = Path.GetFullPath(Path.Combine(OtherClients.Folder, "..", "src", "Api", "Protos")),
            descriptors,
            values = new { NOW = InstantPattern.General.Format(now), MONTH = YearMonthPattern.Iso.Format(now.InUtc().Date.ToYearMonth()) },
            // The shop's key is made by the first scene.
            who = Who(company, LifeCompany.Programme, ["ANNA", "BERT", "CARA", "DORA"], "Key $SECRET"),
            other = Who(company, LifeCompany.OtherProgramme, ["XENIA", "XENIA", "XENIA", "XENIA"], company.Bearer("storefront", LifeCompany.OtherProgramme)),
            secrets = new[] { "ANNA", "BERT", "CARA", "DORA", "JAN-", "W-1", "W-2", "W-3", "W-4", "W-6", "CUST-1" },
        });
    }

    private static Dictionary<string, string> Who(ServedLedger company, string programme, string[] sellers, string shop) => new()
    {
        ["shop"] = shop,
        ["nobody"] = "Bearer nobody",
        ["admin"] = company.Bearer("admin", programme),
        ["max"] = company.Issuer.Bearer("finance", "max", programme),
        ["max_approving"] = company.Issuer.Bearer("finance-approver", "max", programme),
        ["eva"] = company.Issuer.Bearer("finance-approver", "eva", programme),
        ["anna"] = company.Bearer("seller", programme, sellers[0]),
        ["bert"] = company.Bearer("seller", programme, sellers[1]),
        ["cara"] = company.Bearer("seller", programme, sellers[2]),
        ["dora"] = company.Bearer("seller", programme, sellers[3]),
    };

    /// <summary>A FileDescriptorSet of all that the API has: each file behind those that it needs.</summary>
    private static byte[] Descriptors()
    {
        var files = new List<FileDescriptor>();
        void Add(FileDescriptor file)
        {
            file.Dependencies.ToList().ForEach(Add);
            if (!files.Contains(file))
            {
                files.Add(file);
            }
        }

        new[]
        {
            StorefrontReflection.Descriptor, FinanceReflection.Descriptor, SellerReflection.Descriptor, AdminReflection.Descriptor,
            StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor,
        }.ToList().ForEach(Add);
        return Google.Protobuf.MessageExtensions.ToByteArray(
            new FileDescriptorSet { File = { files.Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData)) } });
    }
}
