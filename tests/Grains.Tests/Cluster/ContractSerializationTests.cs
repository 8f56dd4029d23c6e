using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Cluster;

/// <summary>What travels between silos arrives as it was sent. In one silo nothing shows that: there it is handed over.</summary>
public sealed class ContractSerializationTests
{
    /// <summary>Where what holds others of its kind ends.</summary>
    private const int Deepest = 4;

    private static readonly Assembly Assembly = typeof(Refusal).Assembly;

    public static TheoryData<Type> Contracts { get; } = [.. Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) && !type.IsAbstract && !type.IsEnum)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_ArrivesAsItWasSent(Type type)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sent = Sample(type);

        var received = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));

        received.ShouldNotBeNull().GetType().ShouldBe(type);
        Text(received).ShouldBe(Text(sent));
    }

    private static string Text(object value) => JsonSerializer.Serialize(value, value.GetType());

    /// <summary>A value that differs from what a new object has.</summary>
    private static object Sample(Type type, int depth = 0)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().Last();
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(42, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (type.IsArray || (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable))))
        {
            var item = type.GetElementType() ?? type.GetGenericArguments().Single();
            var items = Array.CreateInstance(item, depth < Deepest ? 2 : 0);
            for (var i = 0; i < items.Length; i++)
            {
                items.SetValue(Sample(item, depth), i);
            }

            return items;
        }

        return OfContract(type.IsAbstract ? Assembly.GetTypes().First(other => other.IsSubclassOf(type) && !other.IsAbstract) : type, depth + 1);
    }

    private static object OfContract(Type type, int depth)
    {
        var value = RuntimeHelpers.GetUninitializedObject(type);
        for (var declaring = type; declaring != typeof(object) && declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                field.SetValue(value, Sample(field.FieldType, depth));
            }
        }

        return value;
    }
}
