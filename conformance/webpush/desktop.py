"""A desktop that shows what a browser notifies of (org.freedesktop.Notifications, version 1.2), on jeepney: it keeps
what it is shown, and clicks on it when told to.
"""

import threading

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
OBJECT = DBusAddress("/org/freedesktop/Notifications", interface=NAME)


class Desktop:
    def __init__(self):
        self.connection = open_dbus_connection(bus="SESSION")
        self.sending = threading.Lock()
        self.shown = []
        self.connection.send_and_get_reply(message_bus.RequestName(NAME))
        threading.Thread(target=self.listen, daemon=True).start()

    def send(self, message):
        with self.sending:
            self.connection.send(message)

    def listen(self):
        while True:
            message = self.connection.receive()
            if message.header.message_type == MessageType.method_call:
                self.send(self.answer(message))

    def answer(self, message):
        match message.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                return new_method_return(message, "as", (["actions", "body", "persistence"],))
            case "GetServerInformation":
                return new_method_return(message, "ssss", ("desktop", "conformance", "1", "1.2"))
            case "Notify":
                _, replaces, _, title, body, *_ = message.body
                number = replaces or len(self.shown) + 1
                self.shown.append({"number": number, "title": title, "body": body})
                return new_method_return(message, "u", (number,))
            case "CloseNotification":
                return new_method_return(message)
            case _:
                return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def click(self, number: int):
        self.send(new_signal(OBJECT, "ActionInvoked", "us", (number, "default")))
